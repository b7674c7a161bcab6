/** The engine's version for functions that do not load the engine. */

/**
 * The version of the engine that this service runs. Functions that never see an image ask for it without loading the
 * engine; the type, which is a literal, holds the two together.
 */
export const SERVICE_ENGINE: typeof import('@radscore/radiomics').ENGINE_VERSION = '1.4.0';

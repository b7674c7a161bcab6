import fc from 'fast-check';

/** Properties without a seed of their own draw the same inputs every time; CONTRIBUTING.md says how to draw others. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.RADSCORE_PROPERTY_SEED ?? 20_260) });

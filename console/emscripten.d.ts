/** Types of the codecs' files as the page's bundler hands them over. */

/** What the bundler makes of a codec's WebAssembly: its bytes. */
declare module '@cornerstonejs/codec-*/decodewasm' {
  const binary: Uint8Array;
  export default binary;
}

declare module '@cornerstonejs/codec-*/decodewasmjs' {
  const start: import('@radscore/imaging').EmscriptenStart;
  export default start;
}

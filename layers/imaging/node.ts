/** What Node adds to the portable readers: zlib, and the WebAssembly codecs of DICOM. Import it once per process. */
import './compression/inflate.node.ts';
import './dicom/pixels/codecs.node.ts';

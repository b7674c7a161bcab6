/**
 * Words that say how an image was made, and nothing about whom it shows. A description made only of these, of numbers
 * and of punctuation may stay; anything else could be a name.
 */
const WORDS = new Set(
  `acq acquisition adc add adj algorithm apparent asset auto automatic autoss average avg ax axial b0 background bilateral
  binary blade bolus breast breasts b1000 b400 b50 b800 bh body bravo c calc calculated calibration caipi cm coefficient coil
  compression contrast cor coronal create created cube ct cubic d dce deep delay delayed derived diff diffusion dixon dot dti dwi
  dyn dynamic early echo eff enhanced enhancement ep ep2d ep3d epi equipment exponential fa false fast fat fatsat ffe field fill first fl
  flair flash flip for fov frame frames free fs fse full gadolinium gd gradient gre gtv head high hr image images in inst
  instance inversion ir iso isotropic it ivim jpeg kinetic l large late lava left lesion library line linethickness localizer loc lossless low
  lt lv m map mapping mask mass max mean medium mhz mi min mip mm mm2 mm3 mr mri ms mv n native no noise non none of oil only
  opacity opp out p pass path peak pelvis phantom phase phases pixel plane point positive post pre prone pulse range rapid ratio raw read
  reconstruction rec recon reference reformat registered research resolve rest resting retro right rm roi roi1 roi2 rs rt
  rtstruct run s sag sagittal sat saturation scan se sec second segment segmentation selection seq sequence series set shim
  short siemens slab slice slices small soft software source space spair spc spectral speed spgr spin spir standard
  start static stir structur structure sub subtracted subtraction sum supine survey synthetic t t1 t1w t1wi t2 t2fs t2w t2wi te test tfe thickness third
  the this thorax thrive ti time tirm to tof total tr tra trace transform transverse true tse tumor tumour tumors tumours turbo type uncorrected
  unilateral unknown us use used value values vibe vibrant view views vol volume w water weighted wi with x y z`.split(
    /\s+/,
  ),
);

/** True where a text is made only of words of imaging, numbers and punctuation: a person's name would stand out. */
export function isImagingText(text: string): boolean {
  if (looksLikePhone(text) || /@|\^[A-Za-z]/.test(text)) return false;
  const words = text.toLowerCase().match(/\p{L}[\p{L}\d]*/gu) ?? [];
  return words.every((word) => WORDS.has(word) || /^(b|te|tr|ti|phase|ph|dyn|t|p|s|n|r)\d+[a-z]?$/.test(word));
}

/** Eight or more digits, grouped as telephone numbers are. */
export function looksLikePhone(text: string): boolean {
  return /(?<![\d.])\+?\(?\d{2,4}[)\s./-]+\d{2,4}[\s.-]*\d{2,}(?!\.\d)/.test(text);
}

const DUMMIES = /^(0+|1|none|unknown|anonymous|anonymi[sz]ed|removed|de-?identified|synthetic|test|n\/?a|o|x+)$/i;

/** Values that stand for "removed". */
export function isDummy(text: string): boolean {
  return text === '' || DUMMIES.test(text);
}

/** Dates and times that stand for "removed" where the standard wants one. */
export function isDummyTime(text: string): boolean {
  return /^(19000101)?0*(\.0*)?$/.test(text) || /^19000101$/.test(text);
}

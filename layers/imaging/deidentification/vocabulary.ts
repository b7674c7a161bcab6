/** Words that say how an image was made, so that text of other words can be suspected. */
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
  lt lv m made map mapping mask mass max mean medium mhz mi min mip mm mm2 mm3 mr mri ms mv n native no noise non none not of oil only
  operation opacity opp out p pass path patient peak pelvis phantom phase phases pixel plane point positive post pre processing prone pulse purpose range rapid ratio raw read
  reconstruction rec recon reference reformat registered research resolve rest resting retro right rm roi roi1 roi2 rs rt
  rtstruct run s sag sagittal sat saturation scan se sec second segment segmentation selection seq sequence series set shim
  short siemens slab slice slices small soft software source space spair spc spectral speed spgr spin spir standard
  start static stir structur structure sub subtracted subtraction sum supine survey synthetic t t1 t1w t1wi t2 t2fs t2w t2wi te test tfe thickness third
  the this thorax thrive ti time tirm to tof total tr tra trace transform transverse true tse tumor tumour tumors tumours turbo type uncorrected
  unilateral unknown us use used value values vibe vibrant view views vol volume w water weighted wi with x y z a by`.split(
    /\s+/,
  ),
);

/** Makers of scanners, and what they call them. */
const SCANNERS = new Set(
  `achieva aera altea ambition architect artist artis avanto biograph canon discovery elition espree esaote ge general electric
  healthcare healthineers hdx hdxt hitachi imaging ingenia magnetom medical mmr mr450w mr750 mr750w numaris optima philips
  premier prisma signa skyra sola symphony syngo systems toshiba trio united vantage verio vida voyager`.split(/\s+/),
);

/** Programs that write images, as they sign them: names and versions. */
const PROGRAMS = new Set(
  `itk simpleitk insighttoolkit fsl spm spm12 afni ants nibabel dcm2niix mrtrix mrtrix3 slicer radscore freesurfer c3d pydicom
  pynetdicom highdicom dcmtk offis gdcm gdcmconv storescu storescp getscu orthanc rt-utils plastimatch lab python numpy teem
  nrrd pynrrd nifti metaimage mha matlab niftyreg elastix xnat ctp rsna clunie dicom3tools`.split(/\s+/),
);

/** The stamp of a program: its name, versions and hashes, and words of imaging. */
export function isProgramStamp(text: string): boolean {
  const tokens = text.split(/[\s;,:=_()/-]+/).filter(Boolean);
  const isVersion = (token: string): boolean =>
    /^v?\d+(\.\d+)*([a-z]{1,2}\d*)?$/i.test(token) || (/^[0-9a-f]{7,40}$/.test(token) && /\d/.test(token));
  // A number alone is no stamp: it could be a date or a telephone number.
  return (
    tokens.some((token) => isProgram(token)) &&
    tokens.every((token) => isProgram(token) || (isVersion(token) && !holdsDate(token)) || isImagingText(token))
  );
}

function isProgram(token: string): boolean {
  return PROGRAMS.has(token.toLowerCase().replace(/(?<![\d.])[\d.]+$/, '')) || PROGRAMS.has(token.toLowerCase());
}

/** Words of tables of breast cancer patients: what was measured, and what was found. */
const CLINICAL_WORDS = new Set(
  `absent age amplified androgen ant arm axilla axillary b benign biopsy birads bmi bra brca brca1 brca2 cancer carcinoma case categorical center
  centre chemotherapy clinical cm cohort combined complete core count ct1 ct2 ct3 ct4 date days density diameter dcis diagnosis
  disease distant duration enriched equivocal er estrogen event false female fish focal foci follow g1 g2 g3 grade group height
  her2 her2neu heterogeneous high histologic histology homogeneous hormone hr id idc ihc ilc in index invasive irregular ki ki67
  kg laterality level lobular low luminal lymph lymphovascular m0 m1 male malignant margin mass menopausal menopause metaplastic
  metastasis metastatic mitotic mixed months morphology mri multicentric multifocal na nac nact necrosis negative neo neoadjuvant
  nme no node nodes nonmass not nottingham nst nuclear null oestrogen overexpressed ovarian oval overall partial patient pathologic pathological
  pcr pd percent perimenopausal pet postmenopausal positive post pr pre predicted premenopausal primary progesterone progressive
  pt quadrant rcb receptor recurrence regimen regular relapse residual response round scan score screening sd sex shape side site
  size smooth solid spiculated split stable stage staging status study subject subtype surgery survival symptoms t therapy time tnbc tnm
  train training treated treatment triple true type ultrasound unifocal unit units upper lower outer inner validation value visit
  volume weight year years yes`.split(/\s+/),
);

/** True for values and headings of a clinical table that can name nobody. */
export function isClinicalText(text: string): boolean {
  if (looksLikePhone(text) || holdsDate(text) || /@|\^/.test(text)) return false;
  // Seven digits or more number a person, not a finding.
  if (/\d{7,}/.test(text) && !/^[-+]?\d*\.\d+(e[-+]?\d+)?$/i.test(text.trim())) return false;
  const words = text.toLowerCase().match(/\p{L}[\p{L}\d]*/gu) ?? [];
  return words.every((word) => word.length === 1 || WORDS.has(word) || CLINICAL_WORDS.has(word) || isShortCode(word));
}

/** `t2`, `n1a`, `p53`: letters and a number. */
function isShortCode(word: string): boolean {
  return /^[a-z]{1,3}\d{1,3}[a-z]{0,2}$/.test(word);
}

/** A pseudonym as studies use them: a few letters, then digits. */
export function isPseudonym(text: string): boolean {
  return /^[A-Za-z]{0,5}([-_]?[A-Za-z]{1,3})?[-_]?\d{1,6}$/.test(text) && !holdsDate(text);
}

/** A day as people, scanners and UIDs write it. */
const DATE = (() => {
  const day = '(0[1-9]|[12]\\d|3[01])';
  const month = '(0[1-9]|1[0-2])';
  const compact = `(?<![\\d])(19|20)\\d\\d${month}${day}(([01]\\d|2[0-3])[0-5]\\d[0-5]\\d\\d{0,6})?(?!\\d)`;
  const separated = `(?<!\\d)((19|20)\\d\\d([-/.])${month}\\W${day}|${day}([-/.])${month}\\W(19|20)\\d\\d|${month}/${day}/(19|20)\\d\\d)(?!\\d)`;
  return `${compact}|${separated}`;
})();
const ONE_DATE = new RegExp(DATE);
const EVERY_DATE = new RegExp(DATE, 'g');

/** True where a day stands in a text as people, scanners and UIDs write it. */
export function holdsDate(text: string): boolean {
  return ONE_DATE.test(text);
}

/** The text with a space for each day in it. */
export function withoutDates(text: string): string {
  return text.replace(EVERY_DATE, ' ');
}

/** What stands in names and addresses and nowhere else; text of an attribute that may stay. */
export function looksPersonal(text: string): boolean {
  // Data of an unknown representation are no text; escapes switch between character sets.
  if (/\p{Cc}|\ufffd/u.test(text.replaceAll('\u001b', '').replace(/\s/g, ''))) return false;
  return /\p{L}\^+\p{L}/u.test(text) || /[^@\s]@[^@\s]+\.\w/.test(text);
}

/** True where a text is made only of words of imaging, numbers and punctuation: a person's name would stand out. */
export function isImagingText(text: string): boolean {
  if (looksLikePhone(text) || holdsDate(text) || /@|\^[A-Za-z]/.test(text)) return false;
  // Eight digits in a row number a person or a day.
  if (/(?<![\d.])\d{8,}(?![\d.])/.test(text)) return false;
  const words = text.toLowerCase().match(/\p{L}[\p{L}\d]*/gu) ?? [];
  return words.every(
    (word) => WORDS.has(word) || SCANNERS.has(word) || /^(b|te|tr|ti|phase|ph|dyn|t|p|s|n|r)\d+[a-z]?$/.test(word),
  );
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

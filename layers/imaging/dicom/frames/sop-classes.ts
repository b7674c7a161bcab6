/** Objects that a series may hold besides images, by their SOP class. */
import { isMediaDirectory } from '../encoding/media-directory.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';

const ROOT = '1.2.840.10008.';
const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;

/**
 * Storage SOP classes whose objects hold no slices of a volume (PS3.4 annex B.5, PS3.6 table A-1), by what follows
 * `1.2.840.10008.`. What is missing here may be slices: CT, MR and PET images, classic and enhanced, nuclear medicine,
 * ultrasound volumes and parametric maps. Segmentations and structure sets are regions of interest and read as such.
 */
const WITHOUT_SLICES: ReadonlyMap<string, string> = new Map([
  ['5.1.1.27', 'Stored Print Storage SOP Class'],
  ['5.1.1.29', 'Hardcopy Grayscale Image Storage SOP Class'],
  ['5.1.1.30', 'Hardcopy Color Image Storage SOP Class'],
  ['5.1.4.1.1.1', 'Computed Radiography Image Storage'],
  ['5.1.4.1.1.1.1', 'Digital X-Ray Image Storage - For Presentation'],
  ['5.1.4.1.1.1.1.1', 'Digital X-Ray Image Storage - For Processing'],
  ['5.1.4.1.1.1.2', 'Digital Mammography X-Ray Image Storage - For Presentation'],
  ['5.1.4.1.1.1.2.1', 'Digital Mammography X-Ray Image Storage - For Processing'],
  ['5.1.4.1.1.1.3', 'Digital Intra-Oral X-Ray Image Storage - For Presentation'],
  ['5.1.4.1.1.1.3.1', 'Digital Intra-Oral X-Ray Image Storage - For Processing'],
  ['5.1.4.1.1.3', 'Ultrasound Multi-frame Image Storage'],
  ['5.1.4.1.1.3.1', 'Ultrasound Multi-frame Image Storage'],
  ['5.1.4.1.1.4.2', 'MR Spectroscopy Storage'],
  ['5.1.4.1.1.4.3', 'Enhanced MR Color Image Storage'],
  ['5.1.4.1.1.5', 'Nuclear Medicine Image Storage'],
  ['5.1.4.1.1.6', 'Ultrasound Image Storage'],
  ['5.1.4.1.1.6.1', 'Ultrasound Image Storage'],
  ['5.1.4.1.1.6.3', 'Photoacoustic Image Storage'],
  ['5.1.4.1.1.7', 'Secondary Capture Image Storage'],
  ['5.1.4.1.1.7.1', 'Multi-frame Single Bit Secondary Capture Image Storage'],
  ['5.1.4.1.1.7.2', 'Multi-frame Grayscale Byte Secondary Capture Image Storage'],
  ['5.1.4.1.1.7.3', 'Multi-frame Grayscale Word Secondary Capture Image Storage'],
  ['5.1.4.1.1.7.4', 'Multi-frame True Color Secondary Capture Image Storage'],
  ['5.1.4.1.1.8', 'Standalone Overlay Storage'],
  ['5.1.4.1.1.9', 'Standalone Curve Storage'],
  ['5.1.4.1.1.9.1', 'Waveform Storage - Trial'],
  ['5.1.4.1.1.9.1.1', '12-lead ECG Waveform Storage'],
  ['5.1.4.1.1.9.1.2', 'General ECG Waveform Storage'],
  ['5.1.4.1.1.9.1.3', 'Ambulatory ECG Waveform Storage'],
  ['5.1.4.1.1.9.1.4', 'General 32-bit ECG Waveform Storage'],
  ['5.1.4.1.1.9.2.1', 'Hemodynamic Waveform Storage'],
  ['5.1.4.1.1.9.3.1', 'Cardiac Electrophysiology Waveform Storage'],
  ['5.1.4.1.1.9.4.1', 'Basic Voice Audio Waveform Storage'],
  ['5.1.4.1.1.9.4.2', 'General Audio Waveform Storage'],
  ['5.1.4.1.1.9.5.1', 'Arterial Pulse Waveform Storage'],
  ['5.1.4.1.1.9.6.1', 'Respiratory Waveform Storage'],
  ['5.1.4.1.1.9.6.2', 'Multi-channel Respiratory Waveform Storage'],
  ['5.1.4.1.1.9.7.1', 'Routine Scalp Electroencephalogram Waveform Storage'],
  ['5.1.4.1.1.9.7.2', 'Electromyogram Waveform Storage'],
  ['5.1.4.1.1.9.7.3', 'Electrooculogram Waveform Storage'],
  ['5.1.4.1.1.9.7.4', 'Sleep Electroencephalogram Waveform Storage'],
  ['5.1.4.1.1.9.8.1', 'Body Position Waveform Storage'],
  ['5.1.4.1.1.10', 'Standalone Modality LUT Storage'],
  ['5.1.4.1.1.11', 'Standalone VOI LUT Storage'],
  ['5.1.4.1.1.11.1', 'Grayscale Softcopy Presentation State Storage'],
  ['5.1.4.1.1.11.2', 'Color Softcopy Presentation State Storage'],
  ['5.1.4.1.1.11.3', 'Pseudo-Color Softcopy Presentation State Storage'],
  ['5.1.4.1.1.11.4', 'Blending Softcopy Presentation State Storage'],
  ['5.1.4.1.1.11.5', 'XA/XRF Grayscale Softcopy Presentation State Storage'],
  ['5.1.4.1.1.11.6', 'Grayscale Planar MPR Volumetric Presentation State Storage'],
  ['5.1.4.1.1.11.7', 'Compositing Planar MPR Volumetric Presentation State Storage'],
  ['5.1.4.1.1.11.8', 'Advanced Blending Presentation State Storage'],
  ['5.1.4.1.1.11.9', 'Volume Rendering Volumetric Presentation State Storage'],
  ['5.1.4.1.1.11.10', 'Segmented Volume Rendering Volumetric Presentation State Storage'],
  ['5.1.4.1.1.11.11', 'Multiple Volume Rendering Volumetric Presentation State Storage'],
  ['5.1.4.1.1.11.12', 'Variable Modality LUT Softcopy Presentation State Storage'],
  ['5.1.4.1.1.12.1', 'X-Ray Angiographic Image Storage'],
  ['5.1.4.1.1.12.1.1', 'Enhanced XA Image Storage'],
  ['5.1.4.1.1.12.2', 'X-Ray Radiofluoroscopic Image Storage'],
  ['5.1.4.1.1.12.2.1', 'Enhanced XRF Image Storage'],
  ['5.1.4.1.1.12.3', 'X-Ray Angiographic Bi-Plane Image Storage'],
  ['5.1.4.1.1.13.1.1', 'X-Ray 3D Angiographic Image Storage'],
  ['5.1.4.1.1.13.1.2', 'X-Ray 3D Craniofacial Image Storage'],
  ['5.1.4.1.1.13.1.3', 'Breast Tomosynthesis Image Storage'],
  ['5.1.4.1.1.13.1.4', 'Breast Projection X-Ray Image Storage - For Presentation'],
  ['5.1.4.1.1.13.1.5', 'Breast Projection X-Ray Image Storage - For Processing'],
  ['5.1.4.1.1.14.1', 'Intravascular Optical Coherence Tomography Image Storage - For Presentation'],
  ['5.1.4.1.1.14.2', 'Intravascular Optical Coherence Tomography Image Storage - For Processing'],
  ['5.1.4.1.1.66', 'Raw Data Storage'],
  ['5.1.4.1.1.66.1', 'Spatial Registration Storage'],
  ['5.1.4.1.1.66.2', 'Spatial Fiducials Storage'],
  ['5.1.4.1.1.66.3', 'Deformable Spatial Registration Storage'],
  ['5.1.4.1.1.66.5', 'Surface Segmentation Storage'],
  ['5.1.4.1.1.66.6', 'Tractography Results Storage'],
  ['5.1.4.1.1.67', 'Real World Value Mapping Storage'],
  ['5.1.4.1.1.68.1', 'Surface Scan Mesh Storage'],
  ['5.1.4.1.1.68.2', 'Surface Scan Point Cloud Storage'],
  ['5.1.4.1.1.77.1', 'VL Image Storage - Trial'],
  ['5.1.4.1.1.77.2', 'VL Multi-frame Image Storage - Trial'],
  ['5.1.4.1.1.77.1.1', 'VL Endoscopic Image Storage'],
  ['5.1.4.1.1.77.1.1.1', 'Video Endoscopic Image Storage'],
  ['5.1.4.1.1.77.1.2', 'VL Microscopic Image Storage'],
  ['5.1.4.1.1.77.1.2.1', 'Video Microscopic Image Storage'],
  ['5.1.4.1.1.77.1.3', 'VL Slide-Coordinates Microscopic Image Storage'],
  ['5.1.4.1.1.77.1.4', 'VL Photographic Image Storage'],
  ['5.1.4.1.1.77.1.4.1', 'Video Photographic Image Storage'],
  ['5.1.4.1.1.77.1.5.1', 'Ophthalmic Photography 8 Bit Image Storage'],
  ['5.1.4.1.1.77.1.5.2', 'Ophthalmic Photography 16 Bit Image Storage'],
  ['5.1.4.1.1.77.1.5.3', 'Stereometric Relationship Storage'],
  ['5.1.4.1.1.77.1.5.4', 'Ophthalmic Tomography Image Storage'],
  ['5.1.4.1.1.77.1.5.5', 'Wide Field Ophthalmic Photography Stereographic Projection Image Storage'],
  ['5.1.4.1.1.77.1.5.6', 'Wide Field Ophthalmic Photography 3D Coordinates Image Storage'],
  ['5.1.4.1.1.77.1.5.7', 'Ophthalmic Optical Coherence Tomography En Face Image Storage'],
  ['5.1.4.1.1.77.1.5.8', 'Ophthalmic Optical Coherence Tomography B-scan Volume Analysis Storage'],
  ['5.1.4.1.1.77.1.6', 'VL Whole Slide Microscopy Image Storage'],
  ['5.1.4.1.1.77.1.7', 'Dermoscopic Photography Image Storage'],
  ['5.1.4.1.1.77.1.8', 'Confocal Microscopy Image Storage'],
  ['5.1.4.1.1.77.1.9', 'Confocal Microscopy Tiled Pyramidal Image Storage'],
  ['5.1.4.1.1.78.1', 'Lensometry Measurements Storage'],
  ['5.1.4.1.1.78.2', 'Autorefraction Measurements Storage'],
  ['5.1.4.1.1.78.3', 'Keratometry Measurements Storage'],
  ['5.1.4.1.1.78.4', 'Subjective Refraction Measurements Storage'],
  ['5.1.4.1.1.78.5', 'Visual Acuity Measurements Storage'],
  ['5.1.4.1.1.78.6', 'Spectacle Prescription Report Storage'],
  ['5.1.4.1.1.78.7', 'Ophthalmic Axial Measurements Storage'],
  ['5.1.4.1.1.78.8', 'Intraocular Lens Calculations Storage'],
  ['5.1.4.1.1.79.1', 'Macular Grid Thickness and Volume Report Storage'],
  ['5.1.4.1.1.80.1', 'Ophthalmic Visual Field Static Perimetry Measurements Storage'],
  ['5.1.4.1.1.81.1', 'Ophthalmic Thickness Map Storage'],
  ['5.1.4.1.1.82.1', 'Corneal Topography Map Storage'],
  ['5.1.4.1.1.88.1', 'Text SR Storage - Trial'],
  ['5.1.4.1.1.88.2', 'Audio SR Storage - Trial'],
  ['5.1.4.1.1.88.3', 'Detail SR Storage - Trial'],
  ['5.1.4.1.1.88.4', 'Comprehensive SR Storage - Trial'],
  ['5.1.4.1.1.88.11', 'Basic Text SR Storage'],
  ['5.1.4.1.1.88.22', 'Enhanced SR Storage'],
  ['5.1.4.1.1.88.33', 'Comprehensive SR Storage'],
  ['5.1.4.1.1.88.34', 'Comprehensive 3D SR Storage'],
  ['5.1.4.1.1.88.35', 'Extensible SR Storage'],
  ['5.1.4.1.1.88.40', 'Procedure Log Storage'],
  ['5.1.4.1.1.88.50', 'Mammography CAD SR Storage'],
  ['5.1.4.1.1.88.59', 'Key Object Selection Document Storage'],
  ['5.1.4.1.1.88.65', 'Chest CAD SR Storage'],
  ['5.1.4.1.1.88.67', 'X-Ray Radiation Dose SR Storage'],
  ['5.1.4.1.1.88.68', 'Radiopharmaceutical Radiation Dose SR Storage'],
  ['5.1.4.1.1.88.69', 'Colon CAD SR Storage'],
  ['5.1.4.1.1.88.70', 'Implantation Plan SR Storage'],
  ['5.1.4.1.1.88.71', 'Acquisition Context SR Storage'],
  ['5.1.4.1.1.88.72', 'Simplified Adult Echo SR Storage'],
  ['5.1.4.1.1.88.73', 'Patient Radiation Dose SR Storage'],
  ['5.1.4.1.1.88.74', 'Planned Imaging Agent Administration SR Storage'],
  ['5.1.4.1.1.88.75', 'Performed Imaging Agent Administration SR Storage'],
  ['5.1.4.1.1.88.76', 'Enhanced X-Ray Radiation Dose SR Storage'],
  ['5.1.4.1.1.88.77', 'Waveform Annotation SR Storage'],
  ['5.1.4.1.1.90.1', 'Content Assessment Results Storage'],
  ['5.1.4.1.1.91.1', 'Microscopy Bulk Simple Annotations Storage'],
  ['5.1.4.1.1.104.1', 'Encapsulated PDF Storage'],
  ['5.1.4.1.1.104.2', 'Encapsulated CDA Storage'],
  ['5.1.4.1.1.104.3', 'Encapsulated STL Storage'],
  ['5.1.4.1.1.104.4', 'Encapsulated OBJ Storage'],
  ['5.1.4.1.1.104.5', 'Encapsulated MTL Storage'],
  ['5.1.4.1.1.129', 'Standalone PET Curve Storage'],
  ['5.1.4.1.1.131', 'Basic Structured Display Storage'],
  ['5.1.4.1.1.200.1', 'CT Defined Procedure Protocol Storage'],
  ['5.1.4.1.1.200.2', 'CT Performed Procedure Protocol Storage'],
  ['5.1.4.1.1.200.3', 'Protocol Approval Storage'],
  ['5.1.4.1.1.200.7', 'XA Defined Procedure Protocol Storage'],
  ['5.1.4.1.1.200.8', 'XA Performed Procedure Protocol Storage'],
  ['5.1.4.1.1.201.1', 'Inventory Storage'],
  ['5.1.4.1.1.481.1', 'RT Image Storage'],
  ['5.1.4.1.1.481.2', 'RT Dose Storage'],
  ['5.1.4.1.1.481.4', 'RT Beams Treatment Record Storage'],
  ['5.1.4.1.1.481.5', 'RT Plan Storage'],
  ['5.1.4.1.1.481.6', 'RT Brachy Treatment Record Storage'],
  ['5.1.4.1.1.481.7', 'RT Treatment Summary Record Storage'],
  ['5.1.4.1.1.481.8', 'RT Ion Plan Storage'],
  ['5.1.4.1.1.481.9', 'RT Ion Beams Treatment Record Storage'],
  ['5.1.4.1.1.481.10', 'RT Physician Intent Storage'],
  ['5.1.4.1.1.481.11', 'RT Segment Annotation Storage'],
  ['5.1.4.1.1.481.12', 'RT Radiation Set Storage'],
  ['5.1.4.1.1.481.13', 'C-Arm Photon-Electron Radiation Storage'],
  ['5.1.4.1.1.481.14', 'Tomotherapeutic Radiation Storage'],
  ['5.1.4.1.1.481.15', 'Robotic-Arm Radiation Storage'],
  ['5.1.4.1.1.481.16', 'RT Radiation Record Set Storage'],
  ['5.1.4.1.1.481.17', 'RT Radiation Salvage Record Storage'],
  ['5.1.4.1.1.481.18', 'Tomotherapeutic Radiation Record Storage'],
  ['5.1.4.1.1.481.19', 'C-Arm Photon-Electron Radiation Record Storage'],
  ['5.1.4.1.1.481.20', 'Robotic Radiation Record Storage'],
  ['5.1.4.1.1.481.21', 'RT Radiation Set Delivery Instruction Storage'],
  ['5.1.4.1.1.481.22', 'RT Treatment Preparation Storage'],
  ['5.1.4.1.1.481.23', 'Enhanced RT Image Storage'],
  ['5.1.4.1.1.481.24', 'Enhanced Continuous RT Image Storage'],
  ['5.1.4.1.1.481.25', 'RT Patient Position Acquisition Instruction Storage'],
  ['5.1.4.1.1.501.2.1', 'DICOS Digital X-Ray Image Storage - For Presentation'],
  ['5.1.4.1.1.501.2.2', 'DICOS Digital X-Ray Image Storage - For Processing'],
  ['5.1.4.1.1.501.3', 'DICOS Threat Detection Report Storage'],
  ['5.1.4.1.1.501.4', 'DICOS 2D AIT Storage'],
  ['5.1.4.1.1.501.5', 'DICOS 3D AIT Storage'],
  ['5.1.4.1.1.501.6', 'DICOS Quadrupole Resonance (QR) Storage'],
  ['5.1.4.1.1.601.1', 'Eddy Current Image Storage'],
  ['5.1.4.1.1.601.2', 'Eddy Current Multi-frame Image Storage'],
  ['5.1.4.34.1', 'RT Beams Delivery Instruction Storage - Trial'],
  ['5.1.4.34.7', 'RT Beams Delivery Instruction Storage'],
  ['5.1.4.34.10', 'RT Brachy Application Setup Delivery Instruction Storage'],
  ['5.1.4.38.1', 'Hanging Protocol Storage'],
  ['5.1.4.39.1', 'Color Palette Storage'],
  ['5.1.4.43.1', 'Generic Implant Template Storage'],
  ['5.1.4.44.1', 'Implant Assembly Template Storage'],
  ['5.1.4.45.1', 'Implant Template Group Storage'],
]);

/** Segmentation, Label Map Segmentation, RT Structure Set. */
const REGIONS: ReadonlySet<string> = new Set(['5.1.4.1.1.66.4', '5.1.4.1.1.66.7', '5.1.4.1.1.481.3']);

/** Modalities that say the same where a file names no SOP class of the standard. */
const MODALITIES_WITHOUT_SLICES: Readonly<Record<string, string>> = {
  SR: 'structured report',
  PR: 'presentation state',
  KO: 'key object selection',
  DOC: 'document',
  ECG: 'waveform',
  REG: 'registration',
};

/** What an object is: slices of a volume, a region of interest or a directory, or something that holds none, by name. */
export type ObjectKind = 'slices' | 'region' | { readonly passedOver: string };

/** SOP class of a file, of its data set or else of its meta information. */
export function sopClassOf({ dataSet, meta }: DicomFile): string {
  return dataSet.text(Tag.SOPClassUID) ?? meta.text(MEDIA_STORAGE_SOP_CLASS_UID) ?? '';
}

/**
 * Decides by SOP class whether a file may hold slices of a volume. Of a class that the standard does not know, the modality
 * decides, and last whether there is any pixel: a private object without rows and pixels holds no slice. Nothing is passed
 * over if it may be a damaged slice: if the meta information names a class of slices, or if what every object of the
 * standard has is missing from a private one.
 */
export function objectKind(file: DicomFile): ObjectKind {
  const uid = sopClassOf(file);
  const kind = kindOfClass(uid, file);
  if (typeof kind === 'string') return kind;
  const declared = file.meta.text(MEDIA_STORAGE_SOP_CLASS_UID) ?? '';
  const declaresSlices = keyOf(declared) !== '' && kindOfClass(declared, file) === 'slices';
  const required = [Tag.SOPInstanceUID, Tag.SeriesInstanceUID];
  const isCutOff = keyOf(uid) === '' && required.some((tag) => file.dataSet.text(tag) === undefined);
  return declaresSlices || isCutOff ? 'slices' : kind;
}

function kindOfClass(uid: string, file: DicomFile): ObjectKind {
  const key = keyOf(uid);
  if (REGIONS.has(key) || isMediaDirectory(file)) return 'region';
  const name = WITHOUT_SLICES.get(key);
  if (name !== undefined) return { passedOver: name };
  const { dataSet } = file;
  const modality = dataSet.text(Tag.Modality) ?? '';
  if (modality === 'SEG' || modality === 'RTSTRUCT') return 'region';
  const other = key === '' ? MODALITIES_WITHOUT_SLICES[modality] : undefined;
  if (other !== undefined) return { passedOver: `${other} (Modality ${modality})` };
  const hasPixels = [Tag.Rows, Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData].some((tag) =>
    dataSet.elements.has(tag),
  );
  return key === '' && !hasPixels ? { passedOver: 'object of a private SOP class without pixels' } : 'slices';
}

/** What follows the root of the standard's classes; empty for others. */
function keyOf(uid: string): string {
  return uid.startsWith(ROOT) ? uid.slice(ROOT.length) : '';
}

/** Counts of objects that were passed over, by name. */
export type PassedOver = ReadonlyMap<string, number>;

/** `2 Raw Data Storage, 1 Basic Text SR Storage`. */
export function passedOverInWords(passedOver: PassedOver): string {
  return [...passedOver].map(([name, count]) => `${count} × ${name}`).join(', ');
}

/** German: one study. */
import type { Texts } from '../en/index.ts';

export const study: Texts['study'] = {
  title: 'Studie',
  viewer: {
    title: 'Bildbetrachter',
    tool: 'Was Ziehen bewirkt',
    tools: { cursor: 'Zeiger', window: 'Fenster', zoom: 'Zoom', pan: 'Schieben' },
    outline: 'Umriss',
    linked: 'Nach Lage im Patienten verbunden',
    largest: 'Größte Schicht',
    reset: 'Zurücksetzen',
    cursor: (position: string) => `Zeiger: ${position} mm`,
    reading: (name: string) => `${name} wird gelesen`,
    slice: 'Schicht',
    sliceOf: (name: string) => `Schicht von ${name}`,
    phase: (phase: string, all: string) => `Phase ${phase} von ${all}`,
    phaseUsed: (phase: string, all: string) => `Phase ${phase} von ${all}, verwendet`,
    phaseOf: (name: string) => `Phase von ${name}`,
    plane: { axial: 'axial', coronal: 'koronal', sagittal: 'sagittal' },
    wl: 'B/L',
    windowAndLevel: 'Fensterbreite und -lage',
    windowWidth: (name: string) => `Fensterbreite von ${name}`,
    windowLevel: (name: string) => `Fensterlage von ${name}`,
    sliceOfAll: (slice: string, all: string) => `Schicht ${slice} von ${all}.`,
    cursorAt: (position: string) => `Zeiger bei ${position} mm.`,
    valueIs: (value: string) => `Wert ${value}.`,
    besideImage: 'Der Zeiger liegt neben diesem Bild.',
    insideOutline: 'Innerhalb des Umrisses.',
    outsideOutline: 'Außerhalb des Umrisses.',
    noOutline: 'Kein Umriss.',
  },
};

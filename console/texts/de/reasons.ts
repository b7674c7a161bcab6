/** German: the reasons that people meet first, [what was found, what to do]; the others stay in English and are marked so. */

export const reasons: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  'manifest-missing': [
    'Das Manifest, dessen Ankunft die Auswertung begonnen hat, ist nicht mehr da.',
    'Laden Sie es noch einmal hoch, als letzte Datei.',
  ],
  'manifest-invalid': ['Das Manifest passt nicht zu seinem Schema.', 'Schreiben Sie es neu.'],
  'unknown-protocol': ['Das Manifest nennt ein Protokoll, das es nicht gibt.', 'Nennen Sie eines aus der Meldung.'],
  'file-not-listed': [
    'Ein Bild einer Sequenz steht nicht in der Dateiliste des Manifests.',
    'Führen Sie alle Dateien der Studie auf.',
  ],
  'files-missing': [
    'Dateien, die das Manifest aufführt, sind nicht angekommen.',
    'Laden Sie diese Dateien hoch, und danach das Manifest noch einmal.',
  ],
  'too-many-files': ['Der Ordner der Studie enthält zu viele Dateien.', 'Entfernen Sie, was nicht dazugehört.'],
  'size-mismatch': [
    'Eine Datei ist nicht so lang, wie das Manifest sagt.',
    'Laden Sie die Datei noch einmal hoch, oder schreiben Sie das Manifest neu.',
  ],
  'checksum-mismatch': [
    'Eine Datei hat eine andere SHA-256, als das Manifest sagt.',
    'Laden Sie die Datei noch einmal hoch, oder schreiben Sie das Manifest neu.',
  ],
  unreadable: [
    'Eine Datei ist beschädigt oder nicht, was sie zu sein scheint.',
    'Exportieren oder laden Sie sie noch einmal.',
  ],
  truncated: ['Eine Datei endet zu früh.', 'Exportieren oder laden Sie sie noch einmal.'],
  'unsupported-format': [
    'Eine Datei ist von einer Art, die nicht gelesen wird oder nicht geprüft werden kann.',
    'Exportieren Sie sie als DICOM, NIfTI, NRRD oder MetaImage.',
  ],
  'too-large': ['Eine Datei ist größer, als gelesen wird.', 'Schneiden Sie das Bild zu, oder exportieren Sie es neu.'],
  'mask-missing': ['Eine Sequenz hat keine Region.', 'Fügen Sie SEG, RTSTRUCT, NIfTI oder NRRD mit dem Umriss hinzu.'],
  'label-missing': ['In der Region hat kein Voxel das genannte Label.', 'Nennen Sie eines der Label aus der Meldung.'],
  'geometry-invalid': [
    'Abstände, Achsen oder Lagen ergeben kein regelmäßiges Gitter.',
    'Exportieren Sie die Serie neu, ohne gekippte Gantry.',
  ],
  'geometry-mismatch': [
    'Bild und Region liegen nicht auf demselben Gitter.',
    'Nehmen Sie die angebotene Korrektur an, oder rechnen Sie die Maske auf das Bild um.',
  ],
  'slice-gap': ['In der Serie fehlt eine Schicht.', 'Fügen Sie die fehlenden Schichten hinzu.'],
  'too-few-slices': [
    'Es sind weniger Schichten, als die Rechnung braucht.',
    'Senden Sie die ganze Serie, oder lassen Sie diesen Filter weg.',
  ],
  'image-repeated': [
    'Ein Bild ist als zwei Sequenzen angegeben.',
    'Nennen Sie für jede ein eigenes Bild, oder lassen Sie eine Sequenz weg.',
  ],
  'several-patients': [
    'Die Bilder eines Ordners sind von mehreren Patientinnen.',
    'Geben Sie jeder einen eigenen Ordner, und senden Sie einen nach dem anderen.',
  ],
  'several-studies': [
    'Die Bilder eines Ordners sind von mehreren Studien.',
    'Geben Sie jeder einen eigenen Ordner, und senden Sie einen nach dem anderen.',
  ],
  'series-ambiguous': ['Mehrere Volumina könnten gemeint sein.', 'Nennen Sie das gemeinte.'],
  'roi-outside-image': ['Die Region liegt außerhalb des Bildes.', 'Zeichnen Sie sie auf diesem Bild.'],
  'roi-too-small': ['Die Region hat zu wenige Voxel.', 'Prüfen Sie die Region und ihr Label.'],
  'not-finite': ['Einige Voxel sind NaN oder unendlich.', 'Exportieren Sie das Bild noch einmal.'],
  'sequence-missing': [
    'Im Manifest fehlt eine Sequenz.',
    'Fügen Sie sie hinzu; ohne sie bleibt die Studie unvollständig.',
  ],
  'study-withdrawn': [
    'Die Studie wurde zurückgezogen: Sie ist gelöscht, und ihre Kennung wird nicht wieder vergeben.',
    'Laden Sie eine andere Studie unter einer anderen Kennung hoch.',
  ],
  identifiable: [
    'Etwas in der Studie könnte zeigen, wer die Patientin ist.',
    'Korrigieren Sie, was die Quittung nennt, und laden Sie die Studie noch einmal hoch.',
  ],
  'identity.attribute': [
    'Ein DICOM-Attribut, das entfernt werden muss, hat einen Wert.',
    'Entfernen oder leeren Sie das Attribut.',
  ],
  'identity.dates': [
    'Ein Datum oder eine Zeit steht noch da, in einem Attribut oder einem Pfad.',
    'Entfernen oder verschieben Sie es, und erklären Sie das (113106 oder 113107).',
  ],
  'identity.private': [
    'Es gibt private Elemente.',
    'Entfernen Sie sie; erklären Sie 113111 für die, in denen Physik steht.',
  ],
  'identity.burned-in': [
    'In den Pixeln oder in einem Overlay steht Text.',
    'Entfernen Sie ihn aus den Pixeln; entfernen Sie Overlays.',
  ],
  'identity.not-declared': [
    'Kein Attribut sagt, dass die Identität entfernt wurde.',
    'Nehmen Sie ein Werkzeug, das es in (0012,0062) bis (0012,0064) festhält.',
  ],
  'identity.file': [
    'Ein Text einer Datei oder ihr Pfad könnte eine Person zeigen.',
    'Leeren Sie das genannte Feld, oder benennen oder entfernen Sie die Datei.',
  ],
  'identity.clinical': ['Eine Spalte einer Tabelle könnte eine Person zeigen.', 'Entfernen Sie die Spalte.'],
  'out-of-time': [
    'Eine Rechnung hat ihre Zeitgrenze erreicht.',
    'Schneiden Sie das Bild zu, oder fragen Sie nach einer höheren Grenze.',
  ],
  'out-of-memory': [
    'Eine Rechnung hat ihre Speichergrenze erreicht.',
    'Schneiden Sie das Bild zu, oder fragen Sie nach einer höheren Grenze.',
  ],
  'internal-error': [
    'Der Dienst ist fehlgeschlagen, nicht die Studie.',
    'Melden Sie es dem Betrieb, dessen Protokoll die Einzelheiten hat.',
  ],
  'service-unreachable': [
    'Ein Dienst war länger ausgelastet oder nicht erreichbar, als eine Rechnung auf ihn wartet.',
    'Nichts: Die Studie wartet und wird von selbst wieder aufgenommen.',
  ],
  'analysis-stopped': [
    'Der Betrieb hat die Auswertung angehalten.',
    'Fragen Sie den Betrieb, oder laden Sie manifest.json noch einmal hoch.',
  ],
};

/** Starts the console: configuration, session, shell. */
import { render } from 'preact';
import { Finding } from '../components/finding.tsx';
import { loadConfiguration } from '../service/configuration.ts';
import { followLinks } from '../service/location.ts';
import { connectTo } from '../service/service.ts';
import { returnSilently, useIssuer } from '../service/session.ts';
import { chooseLanguage } from '../texts/texts.ts';
import { findUploadsWhenSignedIn } from '../uploads/uploads.ts';
import { Shell } from './shell.tsx';

const root = document.getElementById('app') as HTMLElement;

async function start(): Promise<void> {
  if (/^de\b/i.test(navigator.language)) await chooseLanguage('de');
  followLinks();
  try {
    const configuration = await loadConfiguration();
    connectTo(configuration);
    useIssuer(configuration);
    findUploadsWhenSignedIn();
    await returnSilently();
    render(<Shell />, root);
  } catch (error) {
    render(<Finding tone="bad" title={error instanceof Error ? error.message : String(error)} level={2} />, root);
  }
}

void start();

/** The Lambda layers: one for each workspace of `layers/`. */
import { join } from 'node:path';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type LayerName, layerNames } from './deployable-code.ts';
import type { Settings } from './settings.ts';

export const RUNTIME = Runtime.NODEJS_24_X;

export function architectureOf({ architecture }: Settings): Architecture {
  return architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}

/** The code that does the work, one Lambda layer per workspace of `layers/`. */
export class CodeLayers extends Construct {
  private readonly versions: ReadonlyMap<LayerName, LayerVersion>;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings; readonly codeFolder: string }) {
    super(scope, id);
    this.versions = new Map(
      layerNames.map((name) => [
        name,
        new LayerVersion(this, name, {
          description: `@radscore/${name}`,
          code: Code.fromAsset(join(props.codeFolder, 'layers', name)),
          compatibleRuntimes: [RUNTIME],
          compatibleArchitectures: [architectureOf(props.settings)],
        }),
      ]),
    );
  }

  pick(names: readonly LayerName[]): LayerVersion[] {
    return names.map((name) => this.versions.get(name) as LayerVersion);
  }
}

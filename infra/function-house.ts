/** How every function is made: runtime, memory, log group, layers and permissions to its own log. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, DockerImageCode, DockerImageFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { architectureOf, CodeLayers, RUNTIME } from './code-layers.ts';
import {
  type ContainerFunctionName,
  type DeployableCode,
  type FunctionName,
  pascalCase,
  type ZipFunctionName,
} from './deployable-code.ts';
import type { Settings } from './settings.ts';

export interface FunctionHouseProps {
  readonly settings: Settings;
  /** What `scripts/build.ts` wrote. */
  readonly codeFolder: string;
  /** Given to every function. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface FunctionNeeds {
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** Of the account's concurrency what is kept for this function, and the most that it gets. */
  readonly reservedConcurrency?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The house style of functions: runtime, role, logs, layers and environment are decided here, once. */
export class FunctionHouse extends Construct {
  /** Every function that was made, in order. */
  readonly functions: LambdaFunction[] = [];
  private readonly props: FunctionHouseProps;
  private readonly layers: CodeLayers;
  private readonly code: DeployableCode;

  constructor(scope: Construct, id: string, props: FunctionHouseProps) {
    super(scope, id);
    this.props = props;
    this.layers = new CodeLayers(this, 'Layers', props);
    this.code = JSON.parse(readFileSync(join(props.codeFolder, 'code.json'), 'utf8'));
  }

  /** `lambdas/{name}` from a zip, with the layers that its bundle asks for. */
  zip(scope: Construct, name: ZipFunctionName, needs: FunctionNeeds): LambdaFunction {
    const made = new LambdaFunction(scope, pascalCase(name), {
      ...this.style(scope, name, needs),
      runtime: RUNTIME,
      handler: 'index.handler',
      code: Code.fromAsset(join(this.props.codeFolder, 'lambdas', name)),
      layers: this.layers.pick(this.code.layersOf[name]),
    });
    this.functions.push(made);
    return made;
  }

  /** `lambdas/{name}` as an image that holds its layers. The template states the handler, as it does for a zip. */
  container(scope: Construct, name: ContainerFunctionName, needs: FunctionNeeds): DockerImageFunction {
    const { architecture, baseImage } = this.props.settings;
    const made = new DockerImageFunction(scope, pascalCase(name), {
      ...this.style(scope, name, needs),
      code: DockerImageCode.fromImageAsset(join(this.props.codeFolder, 'containers', name), {
        cmd: ['index.handler'],
        platform: architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
        ...(baseImage !== undefined && { buildArgs: { BASE_IMAGE: baseImage } }),
      }),
    });
    this.functions.push(made);
    return made;
  }

  private style(scope: Construct, name: FunctionName, needs: FunctionNeeds) {
    const { memoryMb, timeout, reservedConcurrency, environment } = needs;
    const { settings } = this.props;
    const logGroup = new LogGroup(scope, `${pascalCase(name)}Logs`, {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not AWSLambdaBasicExecutionRole: it may write to every log group of the account.
    const role = new Role(scope, `${pascalCase(name)}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    return {
      description: `lambdas/${name}`,
      architecture: architectureOf(settings),
      memorySize: memoryMb,
      timeout,
      reservedConcurrentExecutions: reservedConcurrency,
      role,
      logGroup,
      environment: {
        POWERTOOLS_SERVICE_NAME: 'radscore',
        // As usage and costs name it; the function's own name has the stack's and a suffix.
        RADSCORE_FUNCTION: name,
        LOG_LEVEL: 'INFO',
        // glibc gives every thread of the compiler an arena of its own: five megabytes that a small function has no use for.
        MALLOC_ARENA_MAX: '1',
        ...this.props.environment,
        ...environment,
      },
    };
  }
}

/** Route keys of an HTTP API, and which of them a request takes. */
import type { JwtAuthorizer } from './authorizer.ts';

export interface Route {
  /** `GET /v1/studies/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly authorizer?: JwtAuthorizer;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A route key that API Gateway would not take either. */
export class RouteNotHonoured extends Error {
  override readonly name = 'RouteNotHonoured';
  readonly routeKey: string;

  constructor(routeKey: string, fault: string) {
    super(`route '${routeKey}': ${fault}`);
    this.routeKey = routeKey;
  }
}

type Segment = { readonly kind: 'fixed' | 'variable' | 'greedy'; readonly text: string };

interface CompiledRoute {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly Segment[];
}

const DEFAULT = '$default';
const KINDS = ['fixed', 'variable', 'greedy'] as const;

/**
 * Finds routes as HTTP APIs do (API Gateway Developer Guide, "Routing API requests"): the most specific path first,
 * greedy ones after all others, a method before ANY, `$default` last.
 */
export class RouteTable {
  private readonly routes: readonly CompiledRoute[];
  private readonly fallback: Route | undefined;

  /** Throws `RouteNotHonoured`. */
  constructor(routes: readonly Route[]) {
    const seen = new Set<string>();
    for (const { routeKey } of routes) {
      const shape = routeKey.replace(/\{[^}+]+(\+?)\}/g, '{$1}');
      if (seen.has(shape)) throw new RouteNotHonoured(routeKey, 'another route has the same method and path.');
      seen.add(shape);
    }
    this.fallback = routes.find(({ routeKey }) => routeKey === DEFAULT);
    this.routes = routes
      .filter(({ routeKey }) => routeKey !== DEFAULT)
      .map(compile)
      .sort(bySpecificity);
  }

  /** `path` as it is in the request line. Throws `URIError` if it is not percent-encoded UTF-8. */
  find(method: string, path: string): RouteMatch | undefined {
    const parts = path
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part));
    for (const compiled of this.routes) {
      if (compiled.method !== 'ANY' && compiled.method !== method) continue;
      const pathParameters = matchSegments(compiled.segments, parts);
      if (pathParameters) return { route: compiled.route, pathParameters };
    }
    return this.fallback && { route: this.fallback, pathParameters: {} };
  }
}

function compile(route: Route): CompiledRoute {
  const match = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY) \/(.*)$/.exec(route.routeKey);
  if (!match) throw new RouteNotHonoured(route.routeKey, "wanted 'METHOD /path' or '$default'.");
  const segments = match[2].split('/').map((text): Segment => {
    const variable = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/.exec(text);
    if (variable) return { kind: variable[2] === '+' ? 'greedy' : 'variable', text: variable[1] };
    if (/[{}]/.test(text)) throw new RouteNotHonoured(route.routeKey, `got the path segment '${text}'.`);
    return { kind: 'fixed', text };
  });
  if (segments.slice(0, -1).some(({ kind }) => kind === 'greedy')) {
    throw new RouteNotHonoured(route.routeKey, 'a greedy variable stands at the end of a path only.');
  }
  return { route, method: match[1], segments };
}

function bySpecificity(a: CompiledRoute, b: CompiledRoute): number {
  const greedy = (route: CompiledRoute) => Number(route.segments.at(-1)?.kind === 'greedy');
  if (greedy(a) !== greedy(b)) return greedy(a) - greedy(b);
  for (let i = 0; i < Math.min(a.segments.length, b.segments.length); i++) {
    const difference = KINDS.indexOf(a.segments[i].kind) - KINDS.indexOf(b.segments[i].kind);
    if (difference !== 0) return difference;
  }
  return b.segments.length - a.segments.length || Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, { kind, text }] of segments.entries()) {
    const part = parts[i];
    if (part === undefined || (kind === 'fixed' && part !== text) || (kind !== 'fixed' && part === ''))
      return undefined;
    if (kind === 'greedy') return { ...parameters, [text]: parts.slice(i).join('/') };
    if (kind === 'variable') parameters[text] = part;
  }
  return parts.length === segments.length ? parameters : undefined;
}

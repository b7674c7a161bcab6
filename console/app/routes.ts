/** Which address is which page. A page is loaded when it is visited. */
import type { ComponentType } from 'preact';

/** The named parts of an address: `/studies/{id}`. */
export type Parameters = Readonly<Record<string, string>>;
export type Page = ComponentType<Parameters>;

export interface Route {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: Page }>;
  /** Which entry of the navigation it belongs to. */
  readonly section: 'studies' | 'models' | 'monitoring' | 'score' | 'none';
  /** Without this scope the page says that it is missing. */
  readonly scope?: string;
  /** Whether it can be seen signed out. */
  readonly isPublic?: boolean;
}

export const ROUTES: readonly Route[] = [
  { path: '/', load: () => import('../pages/studies/page.tsx'), section: 'studies', scope: 'studies:read' },
  { path: '/studies', load: () => import('../pages/studies/page.tsx'), section: 'studies', scope: 'studies:read' },
  {
    path: '/studies/new',
    load: () => import('../pages/new-study/page.tsx'),
    section: 'studies',
    scope: 'studies:write',
  },
  { path: '/studies/{id}', load: () => import('../pages/study/page.tsx'), section: 'studies', scope: 'studies:read' },
  {
    path: '/studies/{id}/features',
    load: () => import('../pages/study/features-page.tsx'),
    section: 'studies',
    scope: 'studies:read',
  },
  {
    path: '/studies/{id}/history',
    load: () => import('../pages/study/history-page.tsx'),
    section: 'studies',
    scope: 'studies:read',
  },
  {
    path: '/studies/{id}/prediction',
    load: () => import('../pages/prediction/page.tsx'),
    section: 'studies',
    scope: 'predictions:create',
  },
  { path: '/models', load: () => import('../pages/models/lines.tsx'), section: 'models', scope: 'models:read' },
  { path: '/models/{name}', load: () => import('../pages/models/line.tsx'), section: 'models', scope: 'models:read' },
  {
    path: '/models/{name}/compare',
    load: () => import('../pages/models/compare.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/models/{name}/versions/{n}',
    load: () => import('../pages/models/version.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/models/{name}/cohort',
    load: () => import('../pages/models/cohort.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/models/{name}/runs',
    load: () => import('../pages/models/runs.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/models/{name}/runs/{run}',
    load: () => import('../pages/models/run.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/models/{name}/settings',
    load: () => import('../pages/models/settings.tsx'),
    section: 'models',
    scope: 'models:read',
  },
  {
    path: '/monitoring',
    load: () => import('../pages/monitoring/page.tsx'),
    section: 'monitoring',
    scope: 'models:read',
  },
  { path: '/score', load: () => import('../pages/score/page.tsx'), section: 'score' },
  { path: '/sign-in', load: () => import('../pages/sign-in/page.tsx'), section: 'none', isPublic: true },
  { path: '/components', load: () => import('../pages/components/page.tsx'), section: 'none', isPublic: true },
];

/** The route of a path and its parameters. */
export function routeOf(
  path: string,
  routes: readonly Route[] = ROUTES,
): { route: Route; parameters: Parameters } | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  for (const route of routes) {
    const pattern = route.path.replace(/\/$/, '').split('/');
    if (pattern.length !== parts.length) continue;
    const parameters: Record<string, string> = {};
    const fits = pattern.every((part, k) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (name === undefined) return part === parts[k];
      parameters[name] = decodeURIComponent(parts[k]);
      return parts[k] !== '';
    });
    if (fits) return { route, parameters };
  }
  return undefined;
}

/** The service that this page talks to: one client and one configuration for all views. */
import { signal } from '@preact/signals';
import { type Api, apiClient } from '../api/client.ts';
import type { Configuration } from './configuration.ts';
import { sessionTokens } from './session.ts';

const service = signal<{ readonly api: Api; readonly configuration: Configuration } | undefined>(undefined);

/** Connects the page to the service that its configuration names. */
export function connectTo(configuration: Configuration): void {
  service.value = { api: apiClient(configuration.api, sessionTokens), configuration };
}

/** The client of the API. @throws Error before the page is connected */
export function api(): Api {
  if (!service.value) throw new Error('got no service; wanted the page to be connected first');
  return service.value.api;
}

/** Where the service runs; undefined before the page is connected, and in a page that has none. */
export function configuration(): Configuration | undefined {
  return service.value?.configuration;
}

/** Whether anything on the present view is synthetic: views set it, the strip shows it. */
export const showsSynthetic = signal(false);

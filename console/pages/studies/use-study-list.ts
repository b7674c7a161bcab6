/** The list of studies of a view: kept while other views are open, and asking only while it is seen. */
import { useEffect } from 'preact/hooks';
import { dataOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { api } from '../../service/service.ts';
import { institution } from '../../service/session.ts';
import { type Asking, StudyList } from './study-list.ts';

/** Studies of one page: the most that the API gives. */
const PAGE = 500;

const ASKING: Asking = {
  async page({ cursor, status }) {
    return dataOf(api().GET('/v1/studies', { params: { query: { cursor, status, limit: PAGE } } }));
  },
  async one(id) {
    try {
      const { notice: _, ...study } = await dataOf(api().GET('/v1/studies/{id}', { params: { path: { id } } }));
      return study;
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 404 || error.status === 410)) return undefined;
      throw error;
    }
  },
};

let kept: { readonly institution: string; readonly list: StudyList } | undefined;

/** The list of the institution that is signed in. It asks while the view is open and its tab is seen. */
export function useStudyList(): StudyList {
  if (kept?.institution !== institution.value) kept = { institution: institution.value, list: new StudyList(ASKING) };
  const { list } = kept;
  useEffect(() => {
    const follow = (): void => {
      if (document.hidden) list.stop();
      else list.start();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      list.stop();
    };
  }, [list]);
  return list;
}

/** What the console's session decides without a browser. */

import { describe, expect, it } from 'vitest';
import {
  claimsOf,
  endSessionAddress,
  endsSession,
  scopeNames,
  wantsVisitor,
} from '../../console/service/session-rules.ts';

const token = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

describe('a token', () => {
  it('says what it claims, in any letters', () => {
    const claims = { institution: 'klinik-köln', scope: 'a b', consortium: '??>>~~' };
    expect(claimsOf(token(claims))).toEqual(claims);
  });

  it.each(['', 'opaque', 'a.b.c', 'a.bm90IGpzb24.c'])('that is no JWT claims nothing: %j', (text) => {
    expect(claimsOf(text)).toEqual({});
  });

  it('has scopes by their own names', () => {
    expect([...scopeNames('openid  radscore/studies:read https://api.example/models:train')]).toEqual([
      'openid',
      'studies:read',
      'models:train',
    ]);
    expect(scopeNames('').size).toBe(0);
  });
});

describe('a session', () => {
  it('ends by the word of the issuer, or if there is nothing to renew it with', () => {
    expect(endsSession({ name: 'ErrorResponse', error: 'invalid_grant', message: 'x' })).toBe(true);
    expect(endsSession(new Error('No silent_redirect_uri configured'))).toBe(true);
  });

  it('does not end by a dead network or a slow issuer', () => {
    expect(endsSession(new TypeError('Failed to fetch'))).toBe(false);
    expect(endsSession(Object.assign(new Error('Network timed out'), { name: 'ErrorTimeout' }))).toBe(false);
  });

  it('wants the visitor for the answers of OpenID Connect that say so, and for no other', () => {
    for (const error of ['login_required', 'interaction_required', 'consent_required', 'account_selection_required']) {
      expect(wantsVisitor({ error })).toBe(true);
    }
    for (const failure of [{ error: 'access_denied' }, new Error('login_required'), {}]) {
      expect(wantsVisitor(failure)).toBe(false);
    }
  });
});

describe('the end of the issuer’s session', () => {
  const end = { clientId: 'abc', returnTo: 'https://console.example/sign-in', idToken: 'id' };

  it('is asked for in the words of Cognito', () => {
    const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x';
    const url = new URL(endSessionAddress('https://pool.auth.example/logout', { issuer, ...end }));
    expect([...url.searchParams]).toEqual([
      ['client_id', 'abc'],
      ['logout_uri', end.returnTo],
    ]);
  });

  it('is asked for in the words of OpenID Connect anywhere else', () => {
    const issuer = 'https://login.example';
    const url = new URL(endSessionAddress('https://login.example/end?tenant=1', { issuer, ...end }));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: '1',
      client_id: 'abc',
      post_logout_redirect_uri: end.returnTo,
      id_token_hint: 'id',
    });
  });
});

/** Makes the clock of a sandbox step back while it lives; loaded with `--import` if the fault plan wants it. */

/** Plain JavaScript, as the runtime next to which it is loaded. The steps are counted from the start of the process. */
const steps = JSON.parse(process.env.RADSCORE_CLOCK_STEPS ?? '[]');
const RealDate = Date;
const started = RealDate.now();

function now() {
  const real = RealDate.now();
  return steps.reduce(
    (time, { seconds, afterSeconds }) => (real >= started + afterSeconds * 1000 ? time - seconds * 1000 : time),
    real,
  );
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});

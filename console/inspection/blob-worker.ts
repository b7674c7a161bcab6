/** Workers of a page that is one file: their script is in the page. */

/** Opens workers of the script in `#worker`: the page's policy lets none come from anywhere else. */
export function blobWorkers(): () => Worker {
  let address: string | undefined;
  return () => {
    const script = document.getElementById('worker')?.textContent ?? '';
    address ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    return new Worker(address);
  };
}

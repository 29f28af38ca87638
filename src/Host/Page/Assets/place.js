// Addresses below the path under which a proxy serves the page (tracing.host.base-path). Scripts write them without it.

const base = document.querySelector('meta[name="base-path"]')?.content ?? '';

export const at = path => path.startsWith('/') ? base + path : path;

// The path of the page that is shown.
export const pathname = () => location.pathname.startsWith(`${base}/`) || location.pathname === base
  ? location.pathname.slice(base.length) || '/' : location.pathname;

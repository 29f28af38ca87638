using System.Net.Http.Headers;

namespace Tracing.Propagation;

/// <summary>Injects into and extracts from the header collections of .NET.</summary>
public static class HeaderCarriers
{
    extension(IPropagator propagator)
    {
        /// <summary>Writes into the headers of an HTTP request or response, and replaces what they had.</summary>
        public void Inject(in TraceContext context, HttpHeaders headers) =>
            propagator.Inject(context, headers, static (to, name, value) =>
            {
                to.Remove(name);
                to.TryAddWithoutValidation(name, value);
            });

        public Extraction Extract(HttpHeaders headers) =>
            propagator.Extract(headers, static (from, name) =>
                from.NonValidated.TryGetValues(name, out var values) ? string.Join(',', values) : null);

        /// <summary>Writes into a dictionary with any comparer; a key that differs only in case is replaced.</summary>
        public void Inject(in TraceContext context, IDictionary<string, string> headers) =>
            propagator.Inject(context, headers, static (to, name, value) =>
            {
                if (KeyIn(to, name) is { } key && key != name) to.Remove(key);
                to[name] = value;
            });

        public Extraction Extract(IDictionary<string, string> headers) =>
            propagator.Extract(headers, static (from, name) => KeyIn(from, name) is { } key ? from[key] : null);
    }

    private static string? KeyIn(IDictionary<string, string> headers, string name)
    {
        if (headers.ContainsKey(name)) return name;
        foreach (var key in headers.Keys)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return key;
        return null;
    }
}

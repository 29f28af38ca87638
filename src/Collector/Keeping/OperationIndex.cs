using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Tracing.Keeping;

/// <summary>The span names of each service in the kept traces, with a count of uses so that evicted traces can be
/// removed.</summary>
internal sealed class OperationIndex
{
    private readonly Dictionary<string, Dictionary<Operation, int>> _byService = new(StringComparer.Ordinal);

    public void Add(KeptTrace trace)
    {
        foreach (var span in trace.Decode())
        {
            if (!_byService.TryGetValue(span.Service, out var operations)) _byService.Add(span.Service, operations = []);
            CollectionsMarshal.GetValueRefOrAddDefault(operations, new Operation(span.Span.Name, span.Span.Kind), out _)++;
        }
    }

    public void Remove(KeptTrace trace)
    {
        foreach (var span in trace.Decode())
        {
            var operations = _byService[span.Service];
            var operation = new Operation(span.Span.Name, span.Span.Kind);
            if (--operations[operation] == 0) operations.Remove(operation);
            if (operations.Count == 0) _byService.Remove(span.Service);
        }
    }

    public ImmutableArray<string> Services() =>
        [.. _byService.Keys.Order(StringComparer.Ordinal).Take(ITraceStore.MaxNames)];

    public ImmutableArray<Operation> Of(string service) => _byService.TryGetValue(service, out var operations)
        ?
        [
            .. operations.Keys.OrderBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Kind)
                .Take(ITraceStore.MaxNames),
        ]
        : [];
}

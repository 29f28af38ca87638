namespace Tracing;

/// <summary>Which span the running code belongs to; flows with async code as .NET's ExecutionContext does.</summary>
internal static class ActiveSpan
{
    private static readonly AsyncLocal<Span?> _current = new();

    public static Span? Current => _current.Value;

    /// <summary>Makes a span (or none) the current one until the returned scope is disposed.</summary>
    public static Scope Enter(Span? span)
    {
        var before = _current.Value;
        if (ReferenceEquals(before, span)) return default;
        _current.Value = span;
        return new Scope(before);
    }

    internal readonly ref struct Scope
    {
        private readonly Span? _before;
        private readonly bool _changed;

        public Scope(Span? before)
        {
            _before = before;
            _changed = true;
        }

        public void Dispose()
        {
            if (_changed) _current.Value = _before;
        }
    }
}

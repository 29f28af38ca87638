using System.Collections.Immutable;
using Tracing.Sampling;

namespace Tracing.Actors;

/// <summary>Patterns for actor paths (they begin with a slash) and for full type names.</summary>
internal sealed class NamePatterns(ImmutableArray<string> patterns)
{
    public const int MaxCount = 64;

    private readonly ImmutableArray<Glob> _paths = [.. patterns.Where(p => p[0] == '/').Select(p => new Glob(p))];
    private readonly ImmutableArray<Glob> _types = [.. patterns.Where(p => p[0] != '/').Select(p => new Glob(p))];

    public bool IsEmpty => _paths.IsEmpty && _types.IsEmpty;

    public bool Matches(string path, Type type) => Any(_paths, path) || Matches(type);

    public bool Matches(Type type) => !_types.IsEmpty && Any(_types, type.FullName ?? type.Name);

    private static bool Any(ImmutableArray<Glob> globs, string text)
    {
        foreach (var glob in globs)
            if (glob.Matches(text))
                return true;
        return false;
    }
}

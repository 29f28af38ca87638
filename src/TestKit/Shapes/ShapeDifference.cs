namespace Tracing.Testing;

/// <summary>The differences between an expected shape and a trace's, as lines for people.</summary>
internal sealed class ShapeDifference
{
    /// <summary>Differences that are shown; the rest is counted.</summary>
    private const int MaxLines = 20;

    private readonly Shape _expected;
    private readonly Shape _actual;
    private readonly bool _inOrder;
    private readonly int[] _expectedClasses;
    private readonly int[] _actualClasses;
    private readonly List<string> _lines = [];
    private int _count;

    private ShapeDifference(Shape expected, Shape actual, bool inOrder)
    {
        (_expected, _actual, _inOrder) = (expected, actual, inOrder);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        _expectedClasses = expected.Classes(known, inOrder);
        _actualClasses = actual.Classes(known, inOrder);
    }

    /// <summary>Empty where the shapes are the same.</summary>
    /// <param name="inOrder">Whether siblings must be in the same order.</param>
    public static IReadOnlyList<string> Between(Shape expected, Shape actual, bool inOrder)
    {
        var difference = new ShapeDifference(expected, actual, inOrder);
        difference.Compare();
        if (difference._count > MaxLines) difference._lines.Add($"and {difference._count - MaxLines} more differences");
        return difference._lines;
    }

    private void Compare()
    {
        var pending = new Stack<(int Expected, int Actual, string Path)>();
        pending.Push((-1, -1, ""));
        while (pending.TryPop(out var at))
        {
            var pairs = Pair(_expected.Below(at.Expected), _actual.Below(at.Actual), at.Path);
            if (_inOrder) CompareOrder(pairs, at.Path);
            foreach (var (expected, actual) in pairs)
            {
                if (_expectedClasses[expected] == _actualClasses[actual]) continue;
                var path = Path(at.Path, _expected.Nodes[expected]);
                if (_expected.Nodes[expected].IsDetached != _actual.Nodes[actual].IsDetached)
                    Say($"{(_actual.Nodes[actual].IsDetached ? "detached:    " : "not detached:")} {path}");
                pending.Push((expected, actual, path));
            }
        }
    }

    // Equal subtrees first, so that of several siblings of one name the one that differs is shown.
    private List<(int Expected, int Actual)> Pair(IReadOnlyList<int> expected, IReadOnlyList<int> actual, string path)
    {
        var pairs = new List<(int Expected, int Actual)>();
        var left = actual.ToList();
        var rest = expected.ToList();
        PairBy((e, a) => _expectedClasses[e] == _actualClasses[a]);
        PairBy((e, a) => _expected.Nodes[e].Name == _actual.Nodes[a].Name
            && _expected.Nodes[e].IsDetached == _actual.Nodes[a].IsDetached);
        PairBy((e, a) => _expected.Nodes[e].Name == _actual.Nodes[a].Name);
        foreach (var node in rest) Say($"missing:      {Path(path, _expected.Nodes[node])}");
        foreach (var node in left) Say($"not expected: {Path(path, _actual.Nodes[node])}");
        return pairs;

        void PairBy(Func<int, int, bool> isPair)
        {
            rest.RemoveAll(node =>
            {
                var found = left.FindIndex(other => isPair(node, other));
                if (found < 0) return false;
                pairs.Add((node, left[found]));
                left.RemoveAt(found);
                return true;
            });
        }
    }

    private void CompareOrder(List<(int Expected, int Actual)> pairs, string path)
    {
        var actual = pairs.OrderBy(pair => pair.Actual).Select(pair => pair.Actual).ToArray();
        var classes = actual.Select(node => _actualClasses[node]);
        if (classes.SequenceEqual(pairs.OrderBy(pair => pair.Expected).Select(pair => _actualClasses[pair.Actual]))) return;
        var names = string.Join(", ", actual.Select(node => Name(_actual.Nodes[node])));
        Say($"other order:  {(path.Length == 0 ? "" : $"{path} > ")}{names}");
    }

    private void Say(string line)
    {
        if (_count++ < MaxLines) _lines.Add(line);
    }

    private static string Path(string above, ShapeNode node) => above.Length == 0 ? Name(node) : $"{above} > {Name(node)}";

    private static string Name(ShapeNode node) => (node.IsDetached ? "~" : "") + ShapeText.Name(node.Name);
}

using System.Text;

namespace Tracing.Testing;

/// <summary>A shape as one line: <c>buy(Shopkeeper Buy(Shopkeeper Paid, ~Packer Pack))</c>.</summary>
internal static class ShapeText
{
    public static string Of(Shape shape)
    {
        // Where a name has a space, a space between siblings would not show where a name ends.
        var separator = shape.Nodes.Any(node => node.Name.Contains(' ', StringComparison.Ordinal)) ? ", " : " ";
        var text = new StringBuilder();
        var depth = -1;
        foreach (var node in shape.Nodes)
        {
            if (node.Depth > depth) text.Append(depth < 0 ? "" : "(");
            else text.Append(')', depth - node.Depth).Append(separator);
            depth = node.Depth;
            text.Append(node.IsDetached ? "~" : "").Append(Name(node.Name));
        }
        return text.Append(')', Math.Max(0, depth)).ToString();
    }

    /// <summary>In quotes where <see cref="ShapeReader"/> would else read something different.</summary>
    public static string Name(string name)
    {
        var words = ShapeReader.Words(name);
        var isPlain = name.Length > 0 && name.AsSpan().IndexOfAny("()\"") < 0 && !name.Any(char.IsControl)
            && string.Join(' ', words) == name
            && !words.Any(word => word[0] == '~' || word[^1] == ',' || ShapeReader.Times(word) > 0);
        return isPlain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.Demo.Generating;

/// <summary>A text with random parts, such as <c>user-{int 1 99}</c>. Any thread.</summary>
internal sealed class TextPattern
{
    private const int MaxHex = 1_024;

    private readonly ImmutableArray<Func<Random, string>> _parts;
    private readonly Func<Random, long>? _number;

    private TextPattern(ImmutableArray<Func<Random, string>> parts, Func<Random, long>? number) =>
        (_parts, _number) = (parts, number);

    public static TextPattern Empty { get; } = new([], null);

    public bool IsEmpty => _parts.IsEmpty;

    /// <exception cref="FormatException">A part in braces is none that is known; the message names it.</exception>
    public static TextPattern Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<Func<Random, string>>();
        Func<Random, long>? number = null;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            if (open < 0) open = text.Length;
            if (open > at)
            {
                var fixedText = text[at..open];
                parts.Add(_ => fixedText);
            }
            if (open == text.Length) break;
            var close = text.IndexOf('}', open);
            if (close < 0) throw new FormatException($"{text[open..]}: the brace is not closed");
            var (part, value) = Part(text[(open + 1)..close]);
            parts.Add(part);
            if (open == 0 && close == text.Length - 1) number = value;
            at = close + 1;
        }
        return new TextPattern(parts.DrainToImmutable(), number);
    }

    public TagValue Value(Random random) => _number is { } number ? number(random) : Text(random);

    public string Text(Random random) => _parts.Length switch
    {
        0 => "",
        1 => _parts[0](random),
        _ => string.Concat(_parts.Select(part => part(random))),
    };

    private static (Func<Random, string> Text, Func<Random, long>? Number) Part(string written)
    {
        var words = written.Split(' ', 2);
        var rest = words.Length > 1 ? words[1] : "";
        switch (words[0])
        {
            case "uuid" when rest.Length == 0:
                return (static random => Uuid(random), null);
            case "hex" when int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                && length is > 0 and <= MaxHex:
                return (random => random.GetHexString(length, lowercase: true), null);
            case "int" when Range(rest) is { } range:
                return (random => Number(random, range).ToString(CultureInfo.InvariantCulture),
                    random => Number(random, range));
            case "pick" when rest.Length > 0:
                var choices = rest.Split('|');
                return (random => choices[random.Next(choices.Length)], null);
            case "address" when rest.Length == 0:
                return (static random => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}", null);
            case "stack" when rest.Length == 0:
                return (StackTraceText.Of, null);
            default:
                throw new FormatException(
                    $"{{{written}}}: must be {{uuid}}, {{hex N}}, {{int FROM TO}}, {{pick A|B}}, {{address}} or {{stack}}");
        }
    }

    private static long Number(Random random, (long From, long To) range) => random.NextInt64(range.From, range.To + 1);

    private static (long From, long To)? Range(string text)
    {
        var ends = text.Split(' ');
        return ends.Length == 2 && long.TryParse(ends[0], CultureInfo.InvariantCulture, out var from)
            && long.TryParse(ends[1], CultureInfo.InvariantCulture, out var to) && from <= to && to < long.MaxValue
            ? (from, to)
            : null;
    }

    private static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}

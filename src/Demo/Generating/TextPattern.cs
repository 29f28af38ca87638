using System.Collections.Immutable;
using System.Globalization;

namespace Tracing.Demo.Generating;

/// <summary>A text with random parts, such as <c>user-{int 1 99}</c>. Any thread.</summary>
internal sealed class TextPattern
{
    private const int MaxHex = 1_024;

    private readonly ImmutableArray<Func<Random, string>> _parts;
    private readonly Func<Random, TagValue>? _typed;

    private TextPattern(ImmutableArray<Func<Random, string>> parts, Func<Random, TagValue>? typed) =>
        (_parts, _typed) = (parts, typed);

    public static TextPattern Empty { get; } = new([], null);

    public bool IsEmpty => _parts.IsEmpty;

    /// <exception cref="FormatException">A part in braces is none that is known; the message names it.</exception>
    public static TextPattern Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<Func<Random, string>>();
        var typed = Choice([text]);
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
            if (open == 0 && close == text.Length - 1) typed = value;
            at = close + 1;
        }
        return new TextPattern(parts.DrainToImmutable(), typed);
    }

    /// <summary>A number or a boolean, when the pattern can make nothing else; otherwise a text.</summary>
    public TagValue Value(Random random) => _typed is { } typed ? typed(random) : Text(random);

    public string Text(Random random) => _parts.Length switch
    {
        0 => "",
        1 => _parts[0](random),
        _ => string.Concat(_parts.Select(part => part(random))),
    };

    private static (Func<Random, string> Text, Func<Random, TagValue>? Typed) Part(string written)
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
                return (random => choices[random.Next(choices.Length)], Choice(choices));
            case "address" when rest.Length == 0:
                return (static random => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}", null);
            case "stack" when rest.Length == 0:
                return (StackTraceText.Of, null);
            default:
                throw new FormatException(
                    $"{{{written}}}: must be {{uuid}}, {{hex N}}, {{int FROM TO}}, {{pick A|B}}, {{address}} or {{stack}}");
        }
    }

    // Null: one of them is a text.
    private static Func<Random, TagValue>? Choice(string[] choices)
    {
        TagValue[] values = choices.All(static choice => Whole(choice) is not null)
            ? [.. choices.Select(static choice => TagValue.Of(Whole(choice)!.Value))]
            : choices.All(static choice => choice is "true" or "false")
                ? [.. choices.Select(static choice => TagValue.Of(choice == "true"))]
                : [];
        return values.Length == 0 ? null : random => values[random.Next(values.Length)];
    }

    // Null: it is none, or written in a way that the number does not keep, such as 007.
    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number.ToString(CultureInfo.InvariantCulture) == text ? number : null;

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

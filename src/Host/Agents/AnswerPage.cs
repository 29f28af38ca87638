using System.Globalization;
using System.Text;
using Tracing.Hosting.Query;

namespace Tracing.Hosting.Agents;

/// <summary>The part of an answer that an agent asks for: whole lines from one on, up to a number of
/// characters.</summary>
/// <param name="FromLine">From 1.</param>
internal sealed record AnswerPage(int FromLine, int MaxCharacters)
{
    /// <summary>Names of the arguments.</summary>
    public const string FromLineName = "fromLine", MaxCharactersName = "maxCharacters";

    private const int DefaultCharacters = 16_000, MostCharacters = 100_000;

    /// <summary>A longer line is cut: somebody's name or value must not fill the answer.</summary>
    private const int MaxLineLength = 1_000;

    public static ToolField FromLineField { get; } = new(
        FromLineName, "First line to answer with, from 1; an answer that was cut names it.", ToolField.Number);

    public static ToolField MaxCharactersField { get; } = new(MaxCharactersName,
        $"Length of the answer in characters, 1 to {MostCharacters}, default {DefaultCharacters}. "
        + "It is cut after a whole line, and says how to get the rest.", ToolField.Number);

    public static AnswerPage Read(QueryParameters reading) => new(
        reading.Number(FromLineName, 1, int.MaxValue),
        reading.Number(MaxCharactersName, DefaultCharacters, MostCharacters));

    public string Write(ToolAnswer answer)
    {
        var text = new StringBuilder();
        foreach (var line in answer.Heading) Add(text, line);
        var written = Math.Min(FromLine - 1, answer.Lines.Length);
        // One line at least: an agent that asks for too little gets on all the same.
        for (var first = written; written < answer.Lines.Length; written++)
        {
            var line = answer.Lines[written];
            if (written > first && text.Length + Math.Min(line.Length, MaxLineLength) >= MaxCharacters) break;
            Add(text, line);
        }
        if (written < answer.Lines.Length || (answer.HasMore && answer.GoOn is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"(lines {FromLine} to {written} of {answer.Lines.Length}; ")
                .Append(answer.GoOn?.Invoke(written)
                    ?? $"the rest: the same call with {FromLineName} = {written + 1}")
                .AppendLine(")");
        }
        return text.ToString();
    }

    private static void Add(StringBuilder text, string line)
    {
        if (line.Length <= MaxLineLength) text.AppendLine(line);
        else
        {
            text.Append(line, 0, MaxLineLength).AppendLine(
                CultureInfo.InvariantCulture, $"… ({line.Length - MaxLineLength} more characters)");
        }
    }
}

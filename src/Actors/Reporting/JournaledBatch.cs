using Tracing.Contracts;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>A batch of this system's own spans in the reporter's journal: in memory first, and in a file when it has
/// waited for too long.</summary>
/// <remarks>The journal's lock guards it.</remarks>
/// <param name="since">The time on the reporter's steady clock when it came.</param>
internal sealed class JournaledBatch(ReporterJournal journal, DateTimeOffset since) : IBatchHolder
{
    public DateTimeOffset Since { get; } = since;

    /// <summary>The OTLP of the batch; null once it is in a file.</summary>
    public ReadOnlyMemory<byte>? Otlp { get; set; }

    public JournalFile? File { get; set; }

    public long At { get; set; }

    public int Length { get; set; }

    public bool IsStored { get; set; }

    public void Stored() => journal.Release(this);

    public void Lost() => journal.GiveAgain(this);

    public static ReadOnlyMemory<byte> OtlpOf(SpanBatch batch) =>
        batch.Otlp.IsEmpty ? OtlpProtobuf.Write(batch.Spans) : batch.Otlp;
}

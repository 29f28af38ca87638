using Tracing.Contracts;
using Tracing.Wire.Spans;

namespace Tracing.Reporting;

/// <summary>A reporter asks a silent shard whether it is there, instead of sending its batches again.</summary>
public class ReporterQuestionTests
{
    private static readonly TimeSpan _resend = TimeSpan.FromSeconds(5);

    private readonly ReporterState _reporter =
        new(7, maxInFlight: 4, _resend, 1 << 20, new ShardCutter(TraceShards.DefaultCount, 64 << 10));

    [Fact]
    public void Batches_for_a_shard_that_is_not_placed_yet_are_not_sent_again_however_long_it_takes()
    {
        Send(1);
        Send(2);
        for (var turn = 1; turn <= 5; turn++)
        {
            var question = Assert.Single(_reporter.Next(Some.Time + turn * _resend));
            Assert.True(question.Batch.Spans.IsEmpty);
        }
        Assert.Equal(0, _reporter.Resent);
    }

    [Fact]
    public void A_question_keeps_its_number_when_it_is_repeated()
    {
        Send(1);
        Assert.Equal(Ask(1).Id, Ask(2).Id);
    }

    [Fact]
    public void A_shard_that_answers_its_batches_before_the_question_gets_nothing_again()
    {
        var batches = new[] { Send(1), Send(2) };
        var question = Ask(1);
        foreach (var batch in batches) Answer(batch, incarnation: 1, isStored: false);
        Answer(question, incarnation: 1);
        Assert.Empty(_reporter.Next(Some.Time + 2 * _resend));
        Assert.Equal((0, 0L), (_reporter.InFlight, _reporter.Resent));
    }

    [Fact]
    public void What_a_shard_has_not_answered_before_the_question_is_sent_again()
    {
        var (first, second) = (Send(1), Send(2));
        var question = Ask(1);
        Answer(first, incarnation: 1);
        Answer(question, incarnation: 1);
        Assert.Equal(second.Id, Assert.Single(_reporter.Next(Some.Time + _resend)).Id);
        Assert.Equal(1, _reporter.Resent);
    }

    [Fact]
    public void Another_incarnation_that_answers_the_question_gets_what_the_earlier_one_took_and_what_was_on_its_way()
    {
        var (taken, lost) = (Send(1), Send(2));
        Answer(taken, incarnation: 1, isStored: false);
        Answer(Ask(1), incarnation: 2);
        Assert.Equal([taken.Id, lost.Id], _reporter.Next(Some.Time + _resend).Select(batch => batch.Id));
    }

    [Fact]
    public void Spans_that_end_while_a_shard_is_asked_wait_and_go_together_when_it_has_answered()
    {
        var batch = Send(1);
        var question = Ask(1);
        for (var id = 2; id <= 4; id++) _reporter.Add(new SpanBatch([Span(id)]));
        Assert.Empty(_reporter.Next(Some.Time + _resend));
        Answer(batch, incarnation: 1);
        Answer(question, incarnation: 1);
        Assert.Equal(3, Assert.Single(_reporter.Next(Some.Time + _resend)).Batch.Spans.Length);
    }

    [Fact]
    public void A_shard_is_asked_again_when_it_falls_silent_again()
    {
        Send(1);
        Answer(Ask(1), incarnation: 1);
        Assert.False(Assert.Single(_reporter.Next(Some.Time + _resend)).Batch.Spans.IsEmpty);
        Assert.True(Ask(2).Batch.Spans.IsEmpty);
    }

    [Fact]
    public void A_shard_that_leaves_is_not_asked_any_more()
    {
        var batch = Send(1);
        Ask(1);
        _reporter.Release(batch.Shard, incarnation: 1);
        Assert.Equal(batch.Id, Assert.Single(_reporter.Next(Some.Time + 2 * _resend - TimeSpan.FromTicks(1))).Id);
    }

    private OutgoingBatch Send(int id)
    {
        _reporter.Add(new SpanBatch([Span(id)]));
        return Assert.Single(_reporter.Next(Some.Time));
    }

    private OutgoingBatch Ask(int turn) => Assert.Single(_reporter.Next(Some.Time + turn * _resend));

    private void Answer(OutgoingBatch batch, long incarnation, bool isStored = true) =>
        _reporter.OnAnswer(new BatchAnswer(batch.Id, isStored, batch.Shard, incarnation));

    private static RawSpan Span(int id) => Some.Span(id, trace: 1);
}

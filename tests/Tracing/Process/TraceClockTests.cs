namespace Tracing.Process;

public sealed class TraceClockTests
{
    [Fact]
    public void An_interruption_between_the_readings_of_two_clocks_does_not_change_their_offset()
    {
        var time = new Interrupting();
        var clock = new TraceClock(time);
        var error = (long)clock.ToUnixNanos(time.GetTimestamp()) - time.UnixNanos;
        Assert.InRange(error, -1_000, 1_000);
    }

    /// <summary>A clock after whose first reading the calling thread is interrupted for 10 ms.</summary>
    private sealed class Interrupting : TimeProvider
    {
        private long _nanos;
        private bool _hasInterrupted;

        public override long TimestampFrequency => 1_000_000_000;

        public long UnixNanos => 1_000_000_000_000_000_000 + _nanos;

        public override long GetTimestamp() => _nanos += 20;

        public override DateTimeOffset GetUtcNow()
        {
            var now = DateTimeOffset.UnixEpoch.AddTicks(UnixNanos / 100);
            if (!_hasInterrupted) _nanos += 10_000_000;
            _hasInterrupted = true;
            return now;
        }
    }
}

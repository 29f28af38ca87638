using FsCheck.Fluent;

namespace Tracing.Assembling;

public class DueWheelTests
{
    [Fact]
    public void Each_entry_comes_once_at_the_first_turn_that_is_not_before_its_time() =>
        Law.Holds(
            from dues in Gen.Choose(0, 400_000).ArrayOf()
            from turns in Gen.Choose(1, 150_000).NonEmptyListOf()
            select (dues, turns), pair =>
            {
                var wheel = new DueWheel();
                for (var i = 0; i < pair.dues.Length; i++) wheel.Add(Some.Trace(i), At(pair.dues[i]));
                var came = new Dictionary<TraceId, int>();
                var now = 0;
                foreach (var step in pair.turns.Append(1_000_000))
                {
                    now += step;
                    var due = new List<TraceId>();
                    wheel.Turn(At(now), due);
                    foreach (var id in due)
                    {
                        came.Add(id, now);
                        Assert.InRange(pair.dues[(int)id.Low], now - step, now);
                    }
                    Assert.DoesNotContain(Enumerable.Range(0, pair.dues.Length),
                        i => pair.dues[i] <= now && !came.ContainsKey(Some.Trace(i)));
                }
                Assert.Equal(pair.dues.Length, came.Count);
            });

    [Fact]
    public void An_entry_that_is_overdue_when_it_is_added_comes_with_the_next_turn()
    {
        var (wheel, due) = (new DueWheel(), new List<TraceId>());
        wheel.Turn(At(100_000), due);
        wheel.Add(Some.Trace(1), At(5));
        wheel.Turn(At(100_000), due);
        Assert.Equal([Some.Trace(1)], due);
    }

    private static DateTimeOffset At(int millis) => Some.Time.AddMilliseconds(millis);
}

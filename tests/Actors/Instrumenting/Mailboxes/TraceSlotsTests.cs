using Akka.Actor;

namespace Tracing.Actors.Instrumenting.Mailboxes;

/// <summary>The laws of what holds the traces of a mailbox, apart from any mailbox.</summary>
public sealed class TraceSlotsTests
{
    [Fact]
    public void A_slot_is_used_again_when_its_message_has_been_taken_and_not_before()
    {
        var slots = new TraceSlots();
        var held = Enumerable.Range(0, 100).Select(i => slots.Hold(Waiting(i))).ToArray();
        Assert.Equal(100, held.Distinct().Count());
        foreach (var (slot, i) in held.Select(static (slot, i) => (slot, i))) AssertIs(i, slot.Take(ActorRefs.Nobody));
        var one = Waiting(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) slots.Hold(one).Take(ActorRefs.Nobody);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void More_than_there_may_be_slots_are_held_too_in_whatever_order_they_are_taken(int maxLength)
    {
        var (slots, random) = (new TraceSlots(maxLength), new Random(maxLength));
        for (var round = 0; round < 20; round++)
        {
            var held = Enumerable.Range(0, 200).Select(i => (Number: i, Slot: slots.Hold(Waiting(i)))).ToArray();
            Assert.Equal(200, held.Select(static held => held.Slot).Distinct().Count());
            random.Shuffle(held);
            foreach (var (number, slot) in held) AssertIs(number, slot.Take(ActorRefs.Nobody));
        }
    }

    private static Waiting Waiting(int number) => new(number, ActorRefs.Nobody, $"trace of {number}", number);

    private static void AssertIs(int number, in Waiting taken) => Assert.Equal(Waiting(number), taken);
}

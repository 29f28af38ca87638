namespace Tracing.Actors;

/// <summary>The slots of one mailbox: as many as messages with a trace wait in it at once.</summary>
/// <remarks>
/// Any thread takes one, and whoever takes the message gives it back. Apart from the messages, and close together: where few
/// have a trace, what they need is still in the cache from the ones before.
/// </remarks>
/// <param name="maxLength">What waits beyond that has slots that are used once. A power of two.</param>
internal sealed class TraceSlots(int maxLength = 1 << 20)
{
    private const int FirstLength = 8;

    private readonly Lock _growing = new();
    private Ring? _ring;

    public TraceSlot Hold(in Waiting waiting)
    {
        var slot = Volatile.Read(ref _ring)?.TryClaim() ?? ClaimLonger();
        slot.Fill(waiting);
        return slot;
    }

    private TraceSlot ClaimLonger()
    {
        lock (_growing)
        {
            var ring = _ring;
            // Another thread may have made room.
            if (ring?.TryClaim() is { } slot) return slot;
            if (ring?.Length >= maxLength) return new TraceSlot(0, 0);
            var longer = new Ring(ring is null ? FirstLength : ring.Length * 2);
            slot = longer.TryClaim()!;
            Volatile.Write(ref _ring, longer);
            return slot;
        }
    }

    // Whoever counts the turn up may fill the slot whose turn it is. Turns wrap around: they are only compared.
    private sealed class Ring
    {
        private readonly TraceSlot[] _slots;
        private int _turn;

        public Ring(int length)
        {
            _slots = new TraceSlot[length];
            for (var i = 0; i < length; i++) _slots[i] = new TraceSlot(i, length);
        }

        public int Length => _slots.Length;

        /// <summary>Null: all are filled.</summary>
        public TraceSlot? TryClaim()
        {
            while (true)
            {
                var turn = Volatile.Read(ref _turn);
                var slot = _slots[turn & (_slots.Length - 1)];
                if (!slot.IsFreeFor(turn))
                {
                    if (turn == Volatile.Read(ref _turn)) return null;
                }
                else if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
                {
                    return slot;
                }
            }
        }
    }
}

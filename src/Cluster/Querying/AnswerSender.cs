using Akka.Actor;

namespace Tracing.Clustering;

/// <summary>Sends one answer, a few pages ahead of those that the asker has confirmed. Stops after the last page, or
/// when the asker is silent.</summary>
internal sealed class AnswerSender : ReceiveActor
{
    /// <summary>Pages sent and not confirmed. The bound lets heartbeats between nodes through.</summary>
    private const int PagesAhead = 8;

    private readonly IActorRef _asker;
    private readonly ulong _question;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isCut;
    private readonly int _pageBytes;
    private readonly int _pages;
    private int _next;

    public AnswerSender(IActorRef asker, ulong question, ReadOnlyMemory<byte> bytes, bool isCut, QuerySettings settings)
    {
        (_asker, _question, _bytes, _isCut, _pageBytes) = (asker, question, bytes, isCut, settings.PageBytes);
        // An empty answer has one empty page.
        _pages = Math.Max(1, (bytes.Length + _pageBytes - 1) / _pageBytes);
        Receive<AnswerTaken>(taken => SendUpTo(taken.Number + 1 + PagesAhead));
        Receive<ReceiveTimeout>(_ => Context.Stop(Self));
        SetReceiveTimeout(settings.Patience);
    }

    public static Props Props(IActorRef asker, ulong question, ReadOnlyMemory<byte> bytes, bool isCut, QuerySettings settings) =>
        Akka.Actor.Props.Create(() => new AnswerSender(asker, question, bytes, isCut, settings));

    protected override void PreStart() => SendUpTo(PagesAhead);

    private void SendUpTo(int end)
    {
        for (; _next < Math.Min(end, _pages); _next++)
        {
            var from = _next * _pageBytes;
            var piece = _bytes.Slice(from, Math.Min(_pageBytes, _bytes.Length - from));
            _asker.Tell(new AnswerPage(_question, _next, _next == _pages - 1, _isCut, piece));
        }
        if (_next == _pages) Context.Stop(Self);
    }
}

using System.Runtime.Serialization;
using Akka.Event;

namespace Tracing.Clustering;

/// <summary>Keeps Akka.NET from logging each message that a node refuses: the first of a kind is told, and all are
/// counted.</summary>
internal sealed class RefusalFilter : LogFilterBase
{
    /// <summary>Counts the messages whose serializer Akka.NET does not find, or cannot use; null: none yet.</summary>
    public RefusedMessages? Refused { get; set; }

    public override LogFilterType FilterType => LogFilterType.Source;

    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null)
    {
        switch (content.Cause?.GetBaseException())
        {
            case MessageRefusedException:
                return LogFilterDecision.Drop;
            case SerializationException cause when Refused is { } refused && IsOfReader(content):
                refused.AddUnreadable(cause);
                return LogFilterDecision.Drop;
            default:
                return LogFilterDecision.Keep;
        }
    }

    private static bool IsOfReader(LogEvent line) => line.LogClass.FullName == "Akka.Remote.EndpointReader";
}

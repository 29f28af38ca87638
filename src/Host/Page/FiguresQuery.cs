using Microsoft.AspNetCore.Http;
using Tracing.Figures.OverTime;
using Tracing.Hosting.Query;

namespace Tracing.Hosting.Page;

/// <summary>A request for the figures of some time before now.</summary>
internal sealed record FiguresQuery(FigureQuery Figures, DateTimeOffset Until)
{
    private const string Hour = "1h", Day = "24h", Week = "168h";

    public DateTimeOffset From => DateTimeOffset.UnixEpoch.AddMinutes(Figures.FromMinute);

    public static FiguresQuery? TryRead(IQueryCollection parameters, DateTimeOffset now, out QueryFault? fault)
    {
        var reading = new QueryParameters(parameters);
        var by = reading.Text("by") switch
        {
            null or "operation" => FigureGroups.Service | FigureGroups.Operation | FigureGroups.Kind,
            "service" => FigureGroups.Service,
            "actor" => FigureGroups.Service | FigureGroups.ActorType,
            _ => FigureGroups.None,
        };
        if (by == FigureGroups.None) reading.Report("by", "must be service, operation or actor");
        // Hours are kept longest; an answer has some dozens of steps.
        var (minutes, step) = reading.Text("since") switch
        {
            null or Hour => (60, 1),
            Day => (24 * 60, 60),
            Week => (7 * 24 * 60, 4 * 60),
            _ => (0, 1),
        };
        if (minutes == 0) reading.Report("since", $"must be {Hour}, {Day} or {Week}");
        fault = reading.Fault;
        if (fault is not null) return null;
        var last = FigureWindow.MinuteOf(now) / step * step;
        return new FiguresQuery(
            new FigureQuery(last - minutes + step, last + step, step, by | FigureGroups.Outcome)
            {
                Services = reading.Text("service") is { } service ? [service] : [],
            },
            now);
    }
}

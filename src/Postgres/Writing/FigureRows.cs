using Tracing.Figures.OverTime;
using Tracing.Keeping;
using Tracing.Postgres.Connecting;

namespace Tracing.Postgres.Writing;

/// <summary>Stores what a transaction counts as a row of its own, so that processes never wait for each
/// other.</summary>
/// <remarks>One owner, who keeps a transaction open. The figures are those of all stored entries: an entry that another
/// one replaces is taken back.</remarks>
internal sealed class FigureRows(Session session)
{
    private readonly SpanFigures _spans = new();

    public void Add(KeptTrace entry) => _spans.Add(entry.Raw.AsSpan(), entry.Decision.Weight);

    public void Remove(KeptTrace entry) => _spans.Remove(entry.Raw.AsSpan(), entry.Decision.Weight);

    public async Task InsertAsync()
    {
        if (_spans.Table.CellCount == 0) return;
        await session.ExecuteAsync("INSERT INTO figure_rows(body) VALUES ($1)", default,
            FigurePage.Pack(_spans.Table, compresses: false)).ConfigureAwait(false);
    }

    /// <summary>Call it after the transaction.</summary>
    public void Clear() => _spans.Table.Clear();
}

namespace Tracing.Bench;

/// <summary>One thing that <c>bench</c> can measure. A folder each; listed in <see cref="Benches"/>.</summary>
internal interface IBench
{
    void Run(TextWriter output);
}

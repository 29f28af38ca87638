namespace Tracing.Bench;

/// <summary>One thing that <c>bench</c> can measure, by name. A folder each; listed in <see cref="Benches"/>.</summary>
internal interface IBench
{
    string Name { get; }

    void Run(TextWriter output);
}

using Tracing.Postgres.Servers;

namespace Tracing;

/// <summary>A theory about a real server: see <see cref="FactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryAttribute : Xunit.TheoryAttribute
{
    public TheoryAttribute() => Skip = TestServer.Missing;
}

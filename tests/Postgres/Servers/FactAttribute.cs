using Tracing.Postgres.Servers;

namespace Tracing;

/// <summary>A fact about a real server: skipped, with the reason, where its programs are not installed.</summary>
/// <remarks>It stands in this namespace under the name of xUnit's attribute, so that the contracts of stores, which are
/// compiled into this project, use it too.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactAttribute : Xunit.FactAttribute
{
    public FactAttribute() => Skip = TestServer.Missing;
}

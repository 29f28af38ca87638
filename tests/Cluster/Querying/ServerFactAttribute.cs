using Tracing.Postgres.Servers;

namespace Tracing.Clustering.Querying;

/// <summary>A test with a real PostgreSQL server; skipped, with the reason, where its programs are not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : FactAttribute
{
    public ServerFactAttribute() => Skip = TestServer.Missing;
}

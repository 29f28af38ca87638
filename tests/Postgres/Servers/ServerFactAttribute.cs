namespace Tracing.Postgres.Servers;

/// <summary>A test with a real PostgreSQL server; skipped, with the reason, where its programs are not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServerFactAttribute : Xunit.FactAttribute
{
    public ServerFactAttribute() => Skip = TestServer.Missing;
}

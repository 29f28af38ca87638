using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tracing.Process;

/// <summary>docs/conventions.md names each attribute that this project writes.</summary>
public class ConventionsTests
{
    public static TheoryData<string> Keys =>
    [
        .. typeof(TracingTags).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static one => one.IsLiteral).Select(static one => (string)one.GetRawConstantValue()!),
        .. ProcessAttributes.All.Select(static tag => tag.Key),
        "error.type", "exception.type", "exception.message", "exception.stacktrace",
        "log.severity", "log.message", "log.source",
        "db.system.name", "db.operation.name", "db.query.text", "db.namespace",
        "http.request.method", "http.route", "http.response.status_code", "url.scheme", "url.path",
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void An_attribute_stands_in_the_table(string key) => Assert.Contains($"`{key}`", Text(), StringComparison.Ordinal);

    private static string Text([CallerFilePath] string here = "") => File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "conventions.md"));
}

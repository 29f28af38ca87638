using Microsoft.AspNetCore.Http;

namespace Tracing.Hosting.Web;

/// <summary>Answers a request that a port refuses.</summary>
/// <param name="httpStatus">The status of HTTP; other protocols translate it.</param>
/// <param name="problem">One line of ASCII for the client.</param>
internal delegate Task RefusalWriter(HttpContext context, int httpStatus, string problem);

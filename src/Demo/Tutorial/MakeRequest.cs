namespace Tracing.Demo.Tutorial;

/// <summary>Makes one request, which becomes one trace. Null, or the error with which the request failed.</summary>
internal delegate Task<Exception?> MakeRequest(string id, CancellationToken stopping);

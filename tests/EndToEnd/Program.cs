using System.Globalization;
using Tracing.EndToEnd.Reporting;

return args is ["report", var folder, var endpoint, var traces]
    ? await ReportingApplication.RunAsync(folder, endpoint, int.Parse(traces, CultureInfo.InvariantCulture))
    : 2;

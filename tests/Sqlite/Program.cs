using Tracing.Sqlite.Crashing;

return args is ["write", var folder] ? await CrashingWriter.RunAsync(folder) : 2;

using Akin.Benchmarks;
using BenchmarkDotNet.Running;

// `stages FOLDER [MODEL]` measures a whole run; everything else is BenchmarkDotNet's, such as `--filter *Dot*`.
if (args is ["stages", string folder, .. string[] rest])
{
    return await StageCosts.RunAsync(folder, rest is [string model] ? model : "akin-mini");
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

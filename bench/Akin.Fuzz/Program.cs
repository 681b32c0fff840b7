using Akin.Fuzz;

// The parent starts this program again as `worker SEED FIRST END`.
if (args is ["worker", string workerSeed, string first, string end])
{
    Worker.Run(new MutatedFiles(ulong.Parse(workerSeed)), int.Parse(first), int.Parse(end));
    return 0;
}

(int fileCount, ulong seed, string folder) = (50_000, 1, "artifacts/fuzz");
for (int index = 0; index + 1 < args.Length; index += 2)
{
    switch (args[index])
    {
        case "--files":
            fileCount = int.Parse(args[index + 1]);
            break;
        case "--seed":
            seed = ulong.Parse(args[index + 1]);
            break;
        case "--out":
            folder = args[index + 1];
            break;
        default:
            args = [];
            break;
    }
}

if (args.Length % 2 != 0)
{
    Console.Error.WriteLine("Usage: Akin.Fuzz [--files 50000] [--seed 1] [--out artifacts/fuzz]");
    return 2;
}

return new FuzzRun(new MutatedFiles(seed), fileCount, folder).Run() ? 0 : 1;

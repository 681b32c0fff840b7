using Akin.Cli;

return await Tool.RunAsync(args);

using Ensemble.Models.Training;
using Ensemble.Models.Training.LibTorch;

LibTorchLoader.Prepare(AppContext.BaseDirectory);
return await CommandLine.RunAsync(args);
